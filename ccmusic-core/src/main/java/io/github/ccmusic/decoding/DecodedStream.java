package io.github.ccmusic.decoding;

import io.github.ccmusic.cqt.audio.AudioFileException;
import io.github.ccmusic.cqt.audio.AudioStream;
import io.github.ccmusic.process.WorkFailedException;
import io.github.ccmusic.process.Worker;
import io.github.ccmusic.process.WorkerDiedException;
import io.github.ccmusic.process.WorkerPool;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The samples that a worker decodes, block by block. The next block is asked for when one is begun, so that the worker decodes it
 * meanwhile, and no more than that.
 */
final class DecodedStream implements AudioStream {
    private final Worker worker;
    private final WorkerPool home;
    private final @Nullable Path file;
    private final int sampleRateHz;
    private final Duration longest;

    private FloatBuffer block = FloatBuffer.allocate(0);
    private long samples;
    private boolean asked;
    private boolean ended;
    private boolean closed;
    private Optional<String> damage = Optional.empty();

    private DecodedStream(Worker worker, WorkerPool home, @Nullable Path file, int sampleRateHz, Duration longest)
            throws IOException {
        this.worker = worker;
        this.home = home;
        this.file = file;
        this.sampleRateHz = sampleRateHz;
        this.longest = longest;
    }

    /** Opens a recording in a worker, which goes home when the stream is closed, or at once if it cannot be opened. */
    static DecodedStream open(Worker worker, WorkerPool home, Path copy, @Nullable Path file, Duration longest)
            throws IOException {
        DecodedStream stream = null;
        try {
            int rate = worker.ask(DecodingRequest.open(copy).bytes()).getInt();
            if (rate < 1) {
                throw new AudioFileException(file, "cannot be decoded; its decoder found " + rate + " Hz", null);
            }
            stream = new DecodedStream(worker, home, file, rate, longest);
            stream.ask();
            return stream;
        } catch (IOException e) {
            throw named(e, file);
        } finally {
            if (stream == null) {
                home.giveBack(worker);
            }
        }
    }

    @Override
    public int sampleRateHz() {
        return sampleRateHz;
    }

    @Override
    public int read(float[] buffer, int offset, int length) throws IOException {
        if (length > 0 && !block.hasRemaining() && !nextBlock()) {
            return -1;
        }
        int n = Math.min(length, block.remaining());
        block.get(buffer, offset, n);
        return n;
    }

    @Override
    public Optional<String> damage() {
        return damage;
    }

    private boolean nextBlock() throws IOException {
        if (ended) {
            return false;
        }
        try {
            asked = false;
            block = worker.receive().order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer();
            samples += block.remaining();
            ended = !block.hasRemaining();
            if (samples > longest.toSeconds() * sampleRateHz) {
                throw new AudioFileException(
                        file, "is longer than " + longest.toMinutes() + " minutes, or its decoder never ends", null);
            }
            if (ended) {
                String found = StandardCharsets.UTF_8
                        .decode(worker.ask(DecodingRequest.damage().bytes()))
                        .toString();
                damage = found.isEmpty() ? Optional.empty() : Optional.of(found);
            } else {
                ask();
            }
            return !ended;
        } catch (IOException e) {
            throw named(e, file);
        }
    }

    private void ask() throws IOException {
        worker.send(DecodingRequest.next().bytes());
        asked = true;
    }

    /** The same failure with the recording's name: what a worker dies of while it has a recording is the recording's fault. */
    private static IOException named(IOException failure, @Nullable Path file) {
        if (failure instanceof WorkFailedException) {
            return new AudioFileException(file, String.valueOf(failure.getMessage()), failure);
        }
        if (failure instanceof WorkerDiedException death) {
            return new AudioFileException(
                    file, "cannot be decoded; the process that decoded it " + death.manner(), failure);
        }
        if (failure instanceof InterruptedIOException) {
            InterruptedIOException named = new InterruptedIOException(
                    (file == null ? "audio stream" : file) + ": interrupted while it was decoded");
            named.initCause(failure);
            return named;
        }
        return failure;
    }

    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        try {
            if (asked) {
                worker.receive();
            }
            worker.ask(DecodingRequest.close().bytes());
        } catch (IOException e) {
            // Of a recording that nobody wants any more; a worker that is no good any more is ended at home.
        } finally {
            home.giveBack(worker);
        }
    }
}
