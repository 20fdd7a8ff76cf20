package io.github.ccmusic.cqt;

import io.github.ccmusic.cqt.audio.AudioClip;
import io.github.ccmusic.cqt.audio.AudioStream;
import java.io.IOException;
import java.io.UncheckedIOException;

/**
 * What a picture can be drawn of: sound in, decibels out. Implementations are immutable and may be used by many threads.
 */
public interface SpectralFeature {
    /** The rate that sound is brought to before it is analysed. */
    int sampleRateHz();

    /**
     * How many frames {@link #decibels(AudioStream)} has for so many samples at that rate. With it, a classifier tells whether a clip
     * fills a slice before it is analysed.
     *
     * @throws ArithmeticException if there would be more than an array holds
     */
    int frames(long samples);

    /**
     * Computes the feature of a whole stream, in decibels below its own maximum.
     *
     * @param mono sound at any rate, read to its end and left open
     * @throws IOException if the stream cannot be read
     * @throws IllegalArgumentException if there are no samples, or some are not finite
     */
    Spectrogram decibels(AudioStream mono) throws IOException;

    /**
     * Computes the feature of a clip, in decibels below its own maximum.
     *
     * @throws IllegalArgumentException if there are no samples, or some are not finite
     */
    default Spectrogram decibels(AudioClip clip) {
        try {
            return decibels(AudioStream.of(clip));
        } catch (IOException e) {
            throw new UncheckedIOException("a clip in memory does no input", e);
        }
    }
}
