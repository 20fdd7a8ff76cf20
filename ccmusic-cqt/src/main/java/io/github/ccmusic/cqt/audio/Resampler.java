package io.github.ccmusic.cqt.audio;

import org.jspecify.annotations.Nullable;

/**
 * Brings sound to another sampling rate, as libsoxr's "HQ" recipe (librosa's {@code soxr_hq}) does.
 *
 * <p>Halving a rate, which takes 44.1 kHz to 22.05 kHz, agrees with libsoxr to 1e-6; other ratios to about 120 dB, from
 * the first sample to the last. A signal of n samples becomes ceil(n · to / from) samples, its first sample stays at time 0, and zeros
 * surround it.
 *
 * <p>A resampler may be used by many threads.
 */
public final class Resampler {
    private final int toHz;
    private volatile @Nullable Designed last;

    /** Designing costs milliseconds for some rates, and files of one collection tend to share theirs. */
    private record Designed(int fromHz, RateFilter filter) {}

    private Resampler(int toHz) {
        if (toHz < 1) {
            throw new IllegalArgumentException("toHz must be positive: " + toHz);
        }
        this.toHz = toHz;
    }

    /** A resampler that brings everything to one rate. */
    public static Resampler to(int sampleRateHz) {
        return new Resampler(sampleRateHz);
    }

    /**
     * The clip at the rate of this resampler; the very same clip if that is its rate.
     *
     * @throws IllegalArgumentException if the result would not fit into an array
     */
    public AudioClip resample(AudioClip clip) {
        if (clip.sampleRateHz() == toHz) {
            return clip;
        }
        long length = length(clip.samples().length, clip.sampleRateHz());
        if (length > AudioStream.MAX_SAMPLES) {
            throw new IllegalArgumentException(clip + " would have " + length + " samples at " + toHz
                    + " Hz, more than an array holds; stream it");
        }
        float[] resampled = new float[(int) length];
        RateFilter.Run run = filter(clip.sampleRateHz()).start(new RateFilter.Sink() {
            private int at;

            @Override
            public void accept(float[] samples, int count) {
                System.arraycopy(samples, 0, resampled, at, count);
                at += count;
            }
        });
        run.push(clip.samples(), 0, clip.samples().length);
        run.finish();
        return AudioClip.of(resampled, toHz);
    }

    /** How many samples so many at another rate become. */
    public long length(long samples, int fromHz) {
        return PolyphaseFilter.ceilDiv(samples * toHz, fromHz);
    }

    /**
     * The stream at the rate of this resampler, in bounded memory; closing it closes the given one.
     *
     * @throws IllegalArgumentException if its rate is not one that sound is recorded at
     */
    public AudioStream resample(AudioStream stream) {
        return stream.sampleRateHz() == toHz
                ? stream
                : new ResampledStream(stream, filter(stream.sampleRateHz()), toHz);
    }

    private RateFilter filter(int fromHz) {
        SampleRate.require(fromHz);
        Designed designed = last;
        if (designed == null || designed.fromHz != fromHz) {
            designed = new Designed(fromHz, RateFilter.between(fromHz, toHz, 1));
            last = designed;
        }
        return designed.filter;
    }
}
