package io.github.ccmusic.cqt.audio;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** A file that is gone when this is closed. */
final class TemporaryFile implements Closeable {
    private static final int BLOCK = 1 << 16;

    private final Path directory;
    private final Path path;

    private TemporaryFile(String name) throws IOException {
        this.directory = makeDirectory();
        this.path = directory.resolve(name);
    }

    /** Not the file is to blame if there is no place: the error names that. */
    private static Path makeDirectory() throws IOException {
        try {
            return Files.createTempDirectory("ccmusic-");
        } catch (IOException e) {
            throw troubled(e);
        }
    }

    private static IOException troubled(IOException e) {
        Path folder = Path.of(System.getProperty("java.io.tmpdir", ""));
        String reason = e instanceof FileSystemException known && known.getReason() != null
                ? known.getReason()
                : e instanceof NoSuchFileException || !Files.isDirectory(folder)
                        ? "is no directory"
                        : String.valueOf(e.getMessage());
        FileSystemException named = new FileSystemException(
                folder.toString(),
                null,
                "the temporary directory cannot be used: " + reason
                        + ". Set java.io.tmpdir to a directory that this user can write to.");
        named.initCause(e);
        return named;
    }

    /** A file with the bytes of a stream, read to its end; the stream stays open. */
    static TemporaryFile holding(InputStream bytes) throws IOException {
        TemporaryFile file = new TemporaryFile("audio.bin");
        try {
            file.copy(bytes, null);
            return file;
        } catch (IOException | RuntimeException e) {
            file.close();
            throw e;
        }
    }

    /**
     * Another name for a file, with the extension of what it holds, never used before and free of special characters; its bytes are
     * copied only where something stands before the sound, where there are no symbolic links, and where they lie in another file system,
     * such as an archive.
     */
    static TemporaryFile naming(Path target, SoundFormat.Found found) throws IOException {
        TemporaryFile file = new TemporaryFile("audio." + found.format().extension());
        try {
            if (found.start() > 0 || !file.linkTo(target)) {
                try (InputStream bytes = Files.newInputStream(target)) {
                    bytes.skipNBytes(found.start());
                    file.copy(bytes, target);
                }
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

    private void copy(InputStream from, @Nullable Path source) throws IOException {
        try (OutputStream to = open()) {
            byte[] block = new byte[BLOCK];
            for (int n; (n = from.read(block)) >= 0; ) {
                Interruption.check(source);
                try {
                    to.write(block, 0, n);
                } catch (IOException e) {
                    throw troubled(e);
                }
            }
        }
    }

    private OutputStream open() throws IOException {
        try {
            return Files.newOutputStream(path);
        } catch (IOException e) {
            throw troubled(e);
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
