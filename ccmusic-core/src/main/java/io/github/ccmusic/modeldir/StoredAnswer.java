package io.github.ccmusic.modeldir;

import java.util.List;

/**
 * An answer that the model once gave and must give again.
 *
 * @param input a .npy tensor or a clip, relative to the directory
 * @param probabilities of each class, in the order of the last layer
 * @param tolerance how far each may be off
 */
public record StoredAnswer(String input, List<Double> probabilities, double tolerance) {
    public StoredAnswer {
        probabilities = List.copyOf(probabilities);
    }
}
