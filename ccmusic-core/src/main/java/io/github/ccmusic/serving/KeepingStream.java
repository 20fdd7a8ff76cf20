package io.github.ccmusic.serving;

import io.github.ccmusic.cqt.audio.AudioClip;
import io.github.ccmusic.cqt.audio.AudioStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.Optional;

/** A stream that keeps what passes through it, unless that is too long to be kept. */
final class KeepingStream implements AudioStream {
    private final AudioStream source;
    private final long maxSamples;
    private float[] samples = new float[1 << 16];
    private int length;
    private boolean whole;
    private boolean tooLong;

    KeepingStream(AudioStream source, long maxSamples) {
        this.source = source;
        this.maxSamples = maxSamples;
    }

    @Override
    public int sampleRateHz() {
        return source.sampleRateHz();
    }

    @Override
    public int read(float[] buffer, int offset, int wanted) throws IOException {
        int n = source.read(buffer, offset, wanted);
        if (n < 0) {
            whole = true;
        } else if (length + (long) n > maxSamples) {
            tooLong = true;
            samples = new float[0];
        } else if (!tooLong) {
            if (length + n > samples.length) {
                samples = Arrays.copyOf(samples, Math.max(length + n, 2 * samples.length));
            }
            System.arraycopy(buffer, offset, samples, length, n);
            length += n;
        }
        return n;
    }

    /** All that has passed, once the stream is at its end; empty if it is not, or was too long. */
    Optional<AudioClip> kept() {
        return whole && !tooLong
                ? Optional.of(AudioClip.of(Arrays.copyOf(samples, length), sampleRateHz()))
                : Optional.empty();
    }

    @Override
    public void close() throws IOException {
        source.close();
    }
}
