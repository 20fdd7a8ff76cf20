package io.github.ccmusic.cqt.audio;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** What a path leads to, and a sentence for each way in which that cannot be read. */
final class SoundSource {
    private SoundSource() {}

    /** Refuses what is no file before it is opened: a pipe that nobody writes to would never open, and a device never end. */
    static void requireFile(Path path) throws IOException {
        if (Files.isDirectory(path)) {
            throw new FileSystemException(path.toString(), null, "is a directory; expected a sound file");
        }
        if (Files.exists(path) && !Files.isRegularFile(path)) {
            throw new FileSystemException(path.toString(), null, "is a device or a pipe; expected a sound file");
        }
    }

    /**
     * The exception with the file and the cause in a sentence.
     *
     * @param path what was read
     * @param file what it is called; null if it came from a stream
     */
    static IOException named(IOException e, Path path, @Nullable Path file) {
        if (e instanceof AudioFileException || e instanceof InterruptedIOException) {
            return e;
        }
        if (e instanceof ClosedByInterruptException) {
            InterruptedIOException interrupted = Interruption.of(file);
            interrupted.initCause(e);
            return interrupted;
        }
        if (e instanceof FileSystemException known) {
            if (known.getReason() != null || !path.toString().equals(known.getFile())) {
                return e;
            }
            FileSystemException named = e instanceof NoSuchFileException
                    ? new NoSuchFileException(known.getFile(), null, "no such file")
                    : e instanceof AccessDeniedException
                            ? new AccessDeniedException(known.getFile(), null, "this user may not read it")
                            : new FileSystemException(known.getFile(), null, "cannot be read: " + e);
            named.initCause(e);
            return named;
        }
        return new AudioFileException(file, "could not be read: " + e.getMessage(), e);
    }
}
