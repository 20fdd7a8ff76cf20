package io.github.ccmusic.modeldir;

import java.util.List;

/** The mean and the standard deviation of each colour, red, green and blue, of bytes scaled to [0, 1]. */
public record Normalization(List<Double> mean, List<Double> std) {
    static final Normalization HALF = new Normalization(List.of(0.5, 0.5, 0.5), List.of(0.5, 0.5, 0.5));

    public Normalization {
        mean = List.copyOf(mean);
        std = List.copyOf(std);
        if (mean.size() != 3 || std.size() != 3) {
            throw new IllegalArgumentException(
                    "one value for each of red, green and blue, found: " + mean + ", " + std);
        }
    }
}
