package io.github.ccmusic.cqt.audio;

import java.util.Locale;
import java.util.Optional;

/** What is missing of a recording. */
final class Damage {
    /** Encoders and decoders disagree about so much: padding, and what comes before the first sample. */
    private static final double TOLERATED_SECONDS = 0.5;

    private Damage() {}

    /** A clause, if noticeably fewer samples were read than the file announces. */
    static Optional<String> of(long read, long announced, int sampleRateHz) {
        double missing = (announced - read) / (double) sampleRateHz;
        return missing > TOLERATED_SECONDS
                ? Optional.of(String.format(
                        Locale.ROOT,
                        "%.1f of %.1f s could be read",
                        read / (double) sampleRateHz,
                        announced / (double) sampleRateHz))
                : Optional.empty();
    }
}
