package io.github.ccmusic.cqt.audio;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** A file that is gone when this is closed. */
final class TemporaryFile implements Closeable {
    private final Path directory;
    private final Path path;

    private TemporaryFile(String name) throws IOException {
        this.directory = Files.createTempDirectory("ccmusic-");
        this.path = directory.resolve(name);
    }

    /** A file with the bytes of a stream, read to its end; the stream stays open. */
    static TemporaryFile holding(InputStream bytes) throws IOException {
        TemporaryFile file = new TemporaryFile("audio");
        try {
            Files.copy(bytes, file.path);
            return file;
        } catch (IOException | RuntimeException e) {
            file.close();
            throw e;
        }
    }

    /** Another name for a file, never used before and free of special characters; its bytes are copied only if need be. */
    static TemporaryFile naming(Path target) throws IOException {
        TemporaryFile file = new TemporaryFile("audio");
        try {
            try {
                Files.createSymbolicLink(file.path, target.toAbsolutePath());
            } catch (IOException | UnsupportedOperationException notAllowedHere) {
                Files.copy(target, file.path, StandardCopyOption.REPLACE_EXISTING);
            }
            return file;
        } catch (IOException | RuntimeException e) {
            file.close();
            throw e;
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
