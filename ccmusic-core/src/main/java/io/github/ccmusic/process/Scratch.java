package io.github.ccmusic.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** A worker's folder for temporary files, for nobody but this user. Closing it deletes what is in it, as far as the system allows. */
record Scratch(Path folder) implements AutoCloseable {
    private static final String PREFIX = "ccmusic-worker-";

    static Scratch make() throws IOException {
        try {
            return new Scratch(Files.createTempDirectory(PREFIX).toRealPath());
        } catch (IOException e) {
            throw new IOException(
                    "no folder for a worker process can be made in " + System.getProperty("java.io.tmpdir") + " ("
                            + e.getMessage() + "). Set -Djava.io.tmpdir to one that can be written to.",
                    e);
        }
    }

    @Override
    public void close() {
        // Only what was made for a worker, wherever that was started.
        if (!String.valueOf(folder.getFileName()).startsWith(PREFIX)) {
            return;
        }
        try (Stream<Path> files = Files.walk(folder)) {
            List<Path> innermostFirst = files.sorted(Comparator.reverseOrder()).toList();
            for (Path file : innermostFirst) {
                Files.deleteIfExists(file);
            }
        } catch (IOException | RuntimeException e) {
            // Both ends of the pipe sweep, and one of them comes second.
        }
    }
}
