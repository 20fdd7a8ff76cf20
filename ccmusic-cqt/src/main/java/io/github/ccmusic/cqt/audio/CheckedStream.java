package io.github.ccmusic.cqt.audio;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.channels.ClosedChannelException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * What all streams over files have in common: the thread that reads may be interrupted, another one may close the stream, and both
 * are errors that name the file, and never a sound that ends early.
 */
abstract class CheckedStream implements AudioStream {
    private final @Nullable Path file;
    private volatile boolean closed;

    CheckedStream(@Nullable Path file) {
        this.file = file;
    }

    @Override
    public final int read(float[] buffer, int offset, int length) throws IOException {
        check();
        int n;
        try {
            n = next(buffer, offset, length);
        } catch (ClosedChannelException e) {
            check();
            throw new AudioFileException(file, "its channel was closed before it was read to its end", e);
        } catch (AudioFileException | InterruptedIOException e) {
            throw e;
        } catch (IOException e) {
            throw new AudioFileException(file, "could not be read: " + e.getMessage(), e);
        }
        if (closed) {
            throw closed();
        }
        return n;
    }

    /** As {@link AudioStream#read}. */
    abstract int next(float[] buffer, int offset, int length) throws IOException;

    /** Throws if the thread was interrupted or the stream closed. */
    final void check() throws IOException {
        Interruption.check(file);
        if (closed) {
            throw closed();
        }
    }

    private AudioFileException closed() {
        return new AudioFileException(file, "the stream was closed before it was read to its end");
    }

    @Override
    public final void close() throws IOException {
        closed = true;
        release();
    }

    /** Gives back what the stream holds; may be called twice, and while another thread reads. */
    abstract void release() throws IOException;
}
