package io.github.ccmusic;

import io.github.ccmusic.modeldir.ModelConfig;
import io.github.ccmusic.models.Network;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * What the network says of each slice of a piece of sound.
 *
 * @param probabilities for each slice, shape [slices][classes]
 * @param drawing the time that the pictures took
 * @param network the time that the forward passes took
 */
record SliceAnswers(List<double[]> probabilities, Duration drawing, Duration network) {

    /**
     * Asks the network, a few slices at a time, so that memory does not grow with the length of the sound.
     *
     * @throws IllegalStateException if it answers with something that is not finite
     */
    static SliceAnswers of(SlicedSound sound, ModelConfig config, Network network, int batch) {
        int count = sound.slices().size();
        List<double[]> probabilities = new ArrayList<>(count);
        long drawing = 0;
        long forward = 0;
        for (int first = 0; first < count; first += batch) {
            int size = Math.min(batch, count - first);
            long start = System.nanoTime();
            float[] pictures = sound.tensor(first, size);
            long drawn = System.nanoTime();
            for (float[] logits : network.logits(pictures, size)) {
                requireFinite(logits, config);
                probabilities.add(config.activation().probabilities(logits));
            }
            drawing += drawn - start;
            forward += System.nanoTime() - drawn;
        }
        return new SliceAnswers(probabilities, Duration.ofNanos(drawing), Duration.ofNanos(forward));
    }

    private static void requireFinite(float[] logits, ModelConfig config) {
        for (float logit : logits) {
            if (!Float.isFinite(logit)) {
                throw new IllegalStateException("model " + config.name() + " answers " + logit
                        + "; in bfloat16 or on a GPU that may be an overflow, try float32 on the CPU");
            }
        }
    }

    /** The mean over the slices, shape [classes]. */
    double[] mean() {
        double[] mean = new double[probabilities.get(0).length];
        for (double[] slice : probabilities) {
            for (int i = 0; i < mean.length; i++) {
                mean[i] += slice[i] / probabilities.size();
            }
        }
        return mean;
    }

    /** The share of slices that each class wins, shape [classes]. */
    double[] votes() {
        double[] votes = new double[probabilities.get(0).length];
        for (double[] slice : probabilities) {
            int best = 0;
            for (int i = 1; i < slice.length; i++) {
                if (slice[i] > slice[best]) {
                    best = i;
                }
            }
            votes[best]++;
        }
        for (int i = 0; i < votes.length; i++) {
            votes[i] /= probabilities.size();
        }
        return votes;
    }
}
