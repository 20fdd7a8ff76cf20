package io.github.ccmusic.decoding;

import io.github.ccmusic.cqt.audio.AudioDecoder;
import io.github.ccmusic.cqt.audio.AudioStream;
import io.github.ccmusic.process.Worker;
import io.github.ccmusic.process.WorkerPool;
import io.github.ccmusic.process.WorkerSpec;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Decodes in workers, one for each recording that is open. */
final class IsolatedDecoder implements AudioDecoder, AutoCloseable {
    private final WorkerPool workers;
    private final Duration longest;

    private IsolatedDecoder(WorkerPool workers, Duration longest) {
        this.workers = workers;
        this.longest = longest;
    }

    static IsolatedDecoder start(WorkerSpec spec, Duration longest, int atOnce) throws IOException {
        WorkerPool workers = new WorkerPool(spec, atOnce);
        workers.warmUp();
        return new IsolatedDecoder(workers, longest);
    }

    @Override
    public AudioStream open(Path copy, @Nullable Path file) throws IOException {
        Worker worker = workers.take();
        return DecodedStream.open(worker, workers, copy, file, longest);
    }

    @Override
    public void close() {
        workers.close();
    }
}
