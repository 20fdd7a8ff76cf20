package io.github.ccmusic.models.checkpoint;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * An open file, read where it lies in the page cache.
 *
 * <p>It is read rather than mapped: a mapped page counts as resident beside the engine's copy of the same weight,
 * which would double the memory that loading a model takes.
 */
final class FileSource implements ByteSource, Closeable {

    /** Read at a time: bounds the direct buffer that the JDK puts between a file and a buffer on the heap. */
    private static final int CHUNK_BYTES = 1 << 20;

    private final Path path;
    private final FileChannel channel;
    private final long size;
    private volatile boolean closed;

    private FileSource(Path path, FileChannel channel) throws IOException {
        this.path = path;
        this.channel = channel;
        this.size = channel.size();
    }

    static FileSource open(Path path) throws IOException {
        FileChannel channel = FileChannel.open(path, StandardOpenOption.READ);
        try {
            return new FileSource(path, channel);
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    Path path() {
        return path;
    }

    @Override
    public long size() {
        return size;
    }

    @Override
    public void read(long position, ByteBuffer destination) throws IOException {
        try {
            if (!readFully(channel, position, destination)) {
                throw new CheckpointException(
                        path, new FormatException(position, "the file has become shorter while it was read"));
            }
        } catch (ClosedChannelException e) {
            if (closed) {
                throw new IllegalStateException(path + ": the checkpoint has been closed", e);
            }
            throw e;
        }
    }

    /** Fills the buffer from a place in a file, and returns whether the file was long enough. */
    static boolean readFully(FileChannel channel, long position, ByteBuffer destination) throws IOException {
        int end = destination.limit();
        try {
            for (long at = position; destination.position() < end; ) {
                destination.limit(Math.min(end, destination.position() + CHUNK_BYTES));
                int n = channel.read(destination, at);
                if (n < 0) {
                    return false;
                }
                at += n;
            }
            return true;
        } finally {
            destination.limit(end);
        }
    }

    @Override
    public void close() throws IOException {
        closed = true;
        channel.close();
    }
}
