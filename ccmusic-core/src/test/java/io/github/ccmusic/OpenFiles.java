package io.github.ccmusic;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The files that this process holds open, as Linux tells. */
public final class OpenFiles {
    private OpenFiles() {}

    /** Those in a directory, and those mapped from it. */
    public static List<String> in(Path directory) throws IOException {
        try (Stream<Path> handles = Files.list(Path.of("/proc/self/fd"));
                Stream<String> maps = Files.lines(Path.of("/proc/self/maps"))) {
            return Stream.concat(handles.map(OpenFiles::target), maps)
                    .filter(file -> file.contains(directory.toString()))
                    .toList();
        }
    }

    private static String target(Path handle) {
        try {
            return Files.readSymbolicLink(handle).toString();
        } catch (IOException e) {
            // Closed meanwhile, as that of the listing itself.
            return "";
        }
    }
}
