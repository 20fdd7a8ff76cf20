package io.github.ccmusic;

import io.github.ccmusic.modeldir.ModelConfig;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * What a network gives for each slice of a piece of sound.
 *
 * @param rows shape [slices][numbers], all finite
 * @param drawing the time that the pictures took
 * @param network the time that the forward passes took
 */
record SliceRows(List<float[]> rows, Duration drawing, Duration network) {

    /** A network's answer to a batch of pictures, shape [batch, 3, height, width]: one row for each. */
    @FunctionalInterface
    interface Pass {
        float[][] rows(float[] nchw, int batch);
    }

    /**
     * Asks the network, a few slices at a time, so that memory does not grow with the length of the sound.
     *
     * @param stop asked between pictures and forward passes
     * @throws InterruptedIOException if the call is to end early
     * @throws IllegalStateException if it answers with something that is not finite
     */
    static SliceRows of(SlicedSound sound, ModelConfig config, int batch, Pass network, StopCheck stop)
            throws InterruptedIOException {
        int count = sound.slices().size();
        List<float[]> rows = new ArrayList<>(count);
        long drawing = 0;
        long forward = 0;
        for (int first = 0; first < count; first += batch) {
            int size = Math.min(batch, count - first);
            long start = System.nanoTime();
            float[] pictures = sound.tensor(first, size, stop);
            long drawn = System.nanoTime();
            stop.check();
            for (float[] row : network.rows(pictures, size)) {
                requireFinite(row, config);
                rows.add(row);
            }
            drawing += drawn - start;
            forward += System.nanoTime() - drawn;
        }
        stop.check();
        return new SliceRows(rows, Duration.ofNanos(drawing), Duration.ofNanos(forward));
    }

    private static void requireFinite(float[] row, ModelConfig config) {
        for (float number : row) {
            if (!Float.isFinite(number)) {
                throw new IllegalStateException("model " + config.name() + " answers " + number
                        + "; in bfloat16 or on a GPU that may be an overflow, try float32 on the CPU");
            }
        }
    }
}
