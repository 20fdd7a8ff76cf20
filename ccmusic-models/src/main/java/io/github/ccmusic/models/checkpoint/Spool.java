package io.github.ccmusic.models.checkpoint;

import io.github.ccmusic.models.checkpoint.ZipDirectory.Entry;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Collection;
import org.jspecify.annotations.Nullable;

/**
 * A temporary file for what has to be unpacked before it can be read at any position. It is made when the first bytes
 * come, which is never for a file that torch wrote, and gone when it is closed.
 */
final class Spool implements Closeable {

    /** Weights hardly shrink; only the like of zero-filled buffers do, and those are small. */
    private static final long MAX_RATIO = 16;

    private static final long ALWAYS_ALLOWED_BYTES = 1L << 26;

    private @Nullable FileChannel channel;
    private long size;
    private boolean closed;

    /**
     * Refuses an archive that would unpack into far more than it is.
     *
     * @throws FormatException if it would
     */
    void requireReasonable(long fileBytes, Collection<Entry> entries) throws FormatException {
        long left = fileBytes * MAX_RATIO + ALWAYS_ALLOWED_BYTES;
        for (Entry entry : entries) {
            if (entry.deflated()) {
                if (entry.bytes() > left) {
                    throw new FormatException("its deflated entries, such as '" + entry.name() + "' of " + entry.bytes()
                            + " bytes, unpack to more than " + MAX_RATIO + " times the file of " + fileBytes
                            + " bytes, as no weights do. Unzip the file and zip it without compression");
                }
                left -= entry.bytes();
            }
        }
    }

    /** Writes what {@code bytes} brings forth, all of it from one thread, and returns where it lies. */
    synchronized long append(Filler bytes) throws IOException {
        FileChannel to = open();
        long start = size;
        bytes.fill(buffer -> {
            while (buffer.hasRemaining()) {
                size += to.write(buffer, size);
            }
        });
        return start;
    }

    void read(long position, ByteBuffer destination) throws IOException {
        if (!FileSource.readFully(open(), position, destination)) {
            throw new IOException("the temporary file of unpacked weights has become shorter");
        }
    }

    private synchronized FileChannel open() throws IOException {
        if (closed) {
            throw new IllegalStateException("the checkpoint has been closed");
        }
        if (channel == null) {
            Path file = Files.createTempFile(
                    "ccmusic-weights-" + ProcessHandle.current().pid() + "-", ".bin");
            channel = FileChannel.open(
                    file, StandardOpenOption.READ, StandardOpenOption.WRITE, StandardOpenOption.DELETE_ON_CLOSE);
        }
        return channel;
    }

    @Override
    public synchronized void close() throws IOException {
        closed = true;
        if (channel != null) {
            channel.close();
        }
    }

    /** Hands over bytes, buffer by buffer. */
    @FunctionalInterface
    interface Filler {
        void fill(Sink sink) throws IOException;
    }

    /** Takes all of a buffer. */
    @FunctionalInterface
    interface Sink {
        void take(ByteBuffer buffer) throws IOException;
    }
}
