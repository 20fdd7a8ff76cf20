package io.github.ccmusic.cqt.audio;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A file that is gone when this is closed. */
final class TemporaryFile implements Closeable {
    private static final Pattern EXTENSION = Pattern.compile("\\.[A-Za-z0-9]{1,8}$");

    private final Path directory;
    private final Path path;

    private TemporaryFile(String name) throws IOException {
        this.directory = Files.createTempDirectory("ccmusic-");
        this.path = directory.resolve(name);
    }

    /** A file with the bytes of a stream, read to its end; the stream stays open. */
    static TemporaryFile holding(InputStream bytes) throws IOException {
        TemporaryFile file = new TemporaryFile("audio.bin");
        try {
            Files.copy(bytes, file.path);
            return file;
        } catch (IOException | RuntimeException e) {
            file.close();
            throw e;
        }
    }

    /**
     * Another name for a file, with the same extension, never used before and free of special characters; its bytes are copied
     * only where there are no symbolic links, and where they lie in another file system, such as an archive.
     */
    static TemporaryFile naming(Path target) throws IOException {
        Matcher extension = EXTENSION.matcher(target.toString());
        TemporaryFile file = new TemporaryFile("audio" + (extension.find() ? extension.group() : ".bin"));
        try {
            if (!file.linkTo(target)) {
                Files.copy(target, file.path, StandardCopyOption.REPLACE_EXISTING);
            }
            return file;
        } catch (IOException | RuntimeException e) {
            file.close();
            throw e;
        }
    }

    private boolean linkTo(Path target) {
        if (!target.getFileSystem().equals(path.getFileSystem())) {
            return false;
        }
        try {
            Files.createSymbolicLink(path, target.toAbsolutePath());
            return true;
        } catch (IOException | UnsupportedOperationException notAllowedHere) {
            return false;
        }
    }

    Path path() {
        return path;
    }

    @Override
    public void close() throws IOException {
        Files.deleteIfExists(path);
        Files.deleteIfExists(directory);
    }
}
