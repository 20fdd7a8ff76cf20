package io.github.ccmusic.cli;

import io.github.ccmusic.FileResult;
import java.io.IOException;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * The recordings that a command was pointed at.
 *
 * @param found files named outright, whatever they are called, and those in directories that are called like audio; each
 *     directory's in the order of their names
 * @param missed directories that could not be read or held nothing
 */
record AudioFiles(List<Path> found, List<FileResult.Failed> missed) {
    private static final Set<String> EXTENSIONS = Set.of(
            "aac", "aif", "aiff", "au", "flac", "m4a", "mp3", "mp4", "oga", "ogg", "opus", "wav", "wave", "webm",
            "wma");

    static AudioFiles in(List<Path> paths, boolean recursive) {
        AudioFiles files = new AudioFiles(new ArrayList<>(), new ArrayList<>());
        for (Path path : paths) {
            if (Files.isDirectory(path)) {
                files.addDirectory(path, recursive);
            } else {
                files.found.add(path);
            }
        }
        return files;
    }

    private void addDirectory(Path directory, boolean recursive) {
        List<Path> here = new ArrayList<>();
        int missedBefore = missed.size();
        try {
            Files.walkFileTree(
                    directory,
                    EnumSet.of(FileVisitOption.FOLLOW_LINKS),
                    recursive ? Integer.MAX_VALUE : 1,
                    new SimpleFileVisitor<>() {
                        @Override
                        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                            if (attributes.isRegularFile() && isCalledLikeAudio(file)) {
                                here.add(file);
                            }
                            return FileVisitResult.CONTINUE;
                        }

                        @Override
                        public FileVisitResult visitFileFailed(Path file, IOException error) {
                            missed.add(new FileResult.Failed(file, error));
                            return FileVisitResult.CONTINUE;
                        }
                    });
        } catch (IOException e) {
            missed.add(new FileResult.Failed(directory, e));
        }
        if (here.isEmpty() && missed.size() == missedBefore) {
            String hint = recursive ? "" : "; --recursive looks into the folders below it too";
            missed.add(new FileResult.Failed(directory, new IOException("no audio file in this directory" + hint)));
        }
        here.sort(null);
        found.addAll(here);
    }

    private static boolean isCalledLikeAudio(Path file) {
        String name = file.getFileName().toString().toLowerCase(Locale.ROOT);
        return EXTENSIONS.contains(name.substring(name.lastIndexOf('.') + 1));
    }
}
