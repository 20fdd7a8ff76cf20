package io.github.ccmusic;

import io.github.ccmusic.modeldir.ModelConfig;
import io.github.ccmusic.models.Network;
import java.io.InterruptedIOException;
import java.time.Duration;
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
     * Asks the network.
     *
     * @throws InterruptedIOException if the call is to end early
     * @throws IllegalStateException if it answers with something that is not finite
     */
    static SliceAnswers of(SlicedSound sound, ModelConfig config, Network network, int batch, StopCheck stop)
            throws InterruptedIOException {
        SliceRows logits = SliceRows.of(sound, config, batch, network::logits, stop);
        List<double[]> probabilities =
                logits.rows().stream().map(config.activation()::probabilities).toList();
        return new SliceAnswers(probabilities, logits.drawing(), logits.network());
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
