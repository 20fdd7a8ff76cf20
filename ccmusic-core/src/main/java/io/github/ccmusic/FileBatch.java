package io.github.ccmusic;

import io.github.ccmusic.threads.OwnedThreads;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;

/**
 * Many files through one model, several at a time: while the network answers for one, the spectrogram of another is made.
 *
 * <p>Results wait until those before them are delivered, so the number in flight is bounded and with it the memory. No thread outlives
 * {@link #run}.
 */
record FileBatch(Work work, int parallelism, StopCheck stop) {

    /** What is done with each file. */
    @FunctionalInterface
    interface Work {
        FileResult on(Path file) throws IOException;
    }

    FileBatch {
        if (parallelism < 1) {
            throw new IllegalArgumentException("parallelism must be positive: " + parallelism);
        }
    }

    static FileBatch classifying(GenreModel model, int parallelism) {
        return new FileBatch(
                file -> new FileResult.Classified(file, model.classify(file)), parallelism, StopCheck.INTERRUPTION);
    }

    static FileBatch embedding(GenreModel model, int parallelism) {
        return new FileBatch(
                file -> new FileResult.Embedded(file, model.embed(file)), parallelism, StopCheck.INTERRUPTION);
    }

    void run(Iterable<Path> files, Consumer<? super FileResult> each) {
        OwnedThreads threads = new OwnedThreads("ccmusic-files");
        ExecutorService workers = Executors.newFixedThreadPool(parallelism, threads);
        Deque<Future<FileResult>> inFlight = new ArrayDeque<>();
        try {
            int index = 0;
            for (Path file : files) {
                int place = index++;
                Objects.requireNonNull(file, () -> "the file at index " + place + " is null");
                stop.check();
                inFlight.add(workers.submit(() -> result(file)));
                // One more than can run keeps every worker busy while the oldest result is handed over.
                if (inFlight.size() > parallelism) {
                    each.accept(await(inFlight.remove()));
                }
            }
            while (!inFlight.isEmpty()) {
                each.accept(await(inFlight.remove()));
            }
        } catch (InterruptedIOException e) {
            throw ReadFault.cancelled(e);
        } finally {
            // What nobody waits for any more is interrupted, and ends after the forward pass that it is in.
            workers.shutdownNow();
            threads.join();
        }
    }

    private FileResult result(Path file) {
        try {
            return work.on(file);
        } catch (IOException | RuntimeException e) {
            return new FileResult.Failed(file, e);
        }
    }

    private FileResult await(Future<FileResult> result) throws InterruptedIOException {
        try {
            stop.check();
            FileResult known = result.get();
            stop.check();
            return known;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            InterruptedIOException interrupted = new InterruptedIOException("interrupted while files were in work");
            interrupted.initCause(e);
            throw interrupted;
        } catch (ExecutionException e) {
            // result() keeps every exception, so this is an error of the JVM.
            if (e.getCause() instanceof Error error) {
                throw error;
            }
            throw new IllegalStateException(e.getCause());
        }
    }
}
