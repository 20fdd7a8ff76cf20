package io.github.ccmusic.models.djl;

import ai.djl.ndarray.types.Shape;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Runs the pictures of a batch at the same time, in as many parts as there are lanes: one part on the calling thread, the others on
 * threads of its own. Each part is one call of the engine.
 *
 * <p>Owned by its network. Any number of threads may call {@link #run}; {@link #close} comes after the last one has left.
 */
final class SideBySide implements AutoCloseable {
    private final int lanes;
    private final @Nullable ExecutorService threads;

    /**
     * @param lanes how many parts at the most; with 1 there is no thread
     * @param name for the threads
     */
    SideBySide(int lanes, String name) {
        this.lanes = lanes;
        this.threads = lanes == 1
                ? null
                : Executors.newFixedThreadPool(lanes - 1, work -> {
                    Thread thread = new Thread(work, "ccmusic-" + name);
                    thread.setDaemon(true);
                    return thread;
                });
    }

    /** A forward pass: pictures of a shape [batch, 3, height, width] to their answers, one behind the other. */
    @FunctionalInterface
    interface Forward {
        float[] run(float[] nchw, Shape shape);
    }

    /** The answers of a batch, one behind the other. Waits for all parts, whatever becomes of one of them. */
    float[] run(Forward forward, float[] nchw, Shape shape) {
        int batch = Math.toIntExact(shape.get(0));
        int parts = Math.min(lanes, batch);
        if (threads == null || parts == 1) {
            return forward.run(nchw, shape);
        }
        int picture = nchw.length / batch;
        float[][] answers = new float[parts][];
        CompletableFuture<?>[] others = IntStream.range(0, parts)
                .mapToObj(part -> {
                    int from = batch * part / parts;
                    int to = batch * (part + 1) / parts;
                    Runnable work = () -> answers[part] = forward.run(
                            Arrays.copyOfRange(nchw, from * picture, to * picture),
                            new Shape(to - from).addAll(shape.slice(1)));
                    // The last part is the caller's: by then the others have begun.
                    return CompletableFuture.runAsync(work, part == parts - 1 ? Runnable::run : threads);
                })
                .toArray(CompletableFuture<?>[]::new);
        try {
            CompletableFuture.allOf(others).join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof Error error) {
                throw error;
            }
            throw e.getCause() instanceof RuntimeException failure ? failure : e;
        }
        return joined(answers);
    }

    private static float[] joined(float[][] parts) {
        float[] all =
                new float[Arrays.stream(parts).mapToInt(part -> part.length).sum()];
        int length = 0;
        for (float[] part : parts) {
            System.arraycopy(part, 0, all, length, part.length);
            length += part.length;
        }
        return all;
    }

    @Override
    public void close() {
        if (threads != null) {
            threads.shutdown();
        }
    }
}
