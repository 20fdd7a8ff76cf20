package io.github.ccmusic.cqt.audio;

import java.io.Closeable;
import java.io.IOException;
import java.util.Arrays;
import java.util.Optional;

/**
 * Mono sound that is pulled block by block, so that its length does not matter.
 *
 * <p>Whoever opened a stream closes it. A stream belongs to one thread at a time.
 */
public interface AudioStream extends Closeable {
    int sampleRateHz();

    /**
     * Reads the next samples, waiting until there is at least one.
     *
     * @param buffer receives mono PCM in [-1, 1]
     * @param offset index of the first sample written
     * @param length how many samples to write at most
     * @return how many were written, at least 1 unless {@code length} is 0; -1 at the end
     * @throws IOException if the source cannot be read or decoded
     */
    int read(float[] buffer, int offset, int length) throws IOException;

    /**
     * Passes over samples; a stream over a WAV file jumps, others decode what they throw away.
     *
     * @param samples how many at most
     * @return how many were passed over: fewer than asked only at the end
     * @throws IOException if the source cannot be read or decoded
     */
    default long skip(long samples) throws IOException {
        float[] passed = new float[(int) Math.max(0, Math.min(samples, 1 << 14))];
        long left = samples;
        while (left > 0) {
            Interruption.check(null);
            int n = read(passed, 0, (int) Math.min(left, passed.length));
            if (n < 0) {
                break;
            }
            left -= n;
        }
        return samples - Math.max(0, left);
    }

    /**
     * What was found amiss with the recording, as a clause such as "9.8 of 20.0 s could be read"; complete at the end of the stream. Sound that is
     * left out in the middle counts too.
     */
    default Optional<String> damage() {
        return Optional.empty();
    }

    /** A stream over the samples of a clip; closing it does nothing. */
    static AudioStream of(AudioClip clip) {
        return new ClipStream(clip);
    }

    /**
     * Reads what is left into memory. The stream stays open.
     *
     * @throws java.io.InterruptedIOException if this thread is interrupted, which it stays
     * @throws IOException if the source cannot be read or decoded, or holds more samples than an array can
     */
    default AudioClip readFully() throws IOException {
        float[] samples = new float[1 << 16];
        int length = 0;
        for (int n; (n = read(samples, length, samples.length - length)) >= 0; ) {
            Interruption.check(null);
            length += n;
            if (length == samples.length) {
                if (length == MAX_SAMPLES) {
                    throw new IOException(
                            "more than " + MAX_SAMPLES + " samples do not fit into one clip; stream them");
                }
                samples = Arrays.copyOf(samples, (int) Math.min(length * 3L / 2, MAX_SAMPLES));
            }
        }
        return AudioClip.of(Arrays.copyOf(samples, length), sampleRateHz());
    }

    /** Receives a stream block by block. */
    @FunctionalInterface
    interface Block {
        /** Takes some of the samples of an array that is reused for the next block. */
        void accept(float[] samples, int offset, int length);
    }

    /**
     * Sends what is left, block by block. The stream stays open.
     *
     * @return how many samples there were
     * @throws java.io.InterruptedIOException if this thread is interrupted, which it stays
     * @throws IOException if the source cannot be read or decoded
     */
    default long forEachBlock(Block block) throws IOException {
        float[] samples = new float[1 << 14];
        long total = 0;
        for (int n; (n = read(samples, 0, samples.length)) >= 0; total += n) {
            Interruption.check(null);
            block.accept(samples, 0, n);
        }
        return total;
    }

    /** The longest clip: what a Java array can hold on every JVM. */
    int MAX_SAMPLES = Integer.MAX_VALUE - 8;
}
