package io.github.ccmusic.cqt.audio;

/**
 * A piece of mono sound held in memory.
 *
 * <p>The samples are wrapped, not copied: whoever made the clip must not write to them afterwards.
 */
public final class AudioClip {
    private final float[] samples;
    private final int sampleRateHz;

    private AudioClip(float[] samples, int sampleRateHz) {
        SampleRate.require(sampleRateHz);
        this.samples = samples;
        this.sampleRateHz = sampleRateHz;
    }

    /**
     * Wraps samples as a clip.
     *
     * @param samples mono PCM in [-1, 1], shape [n]; kept, not copied
     * @param sampleRateHz samples in a second
     * @throws IllegalArgumentException if the rate is not one that sound is recorded at: 1 000 to 768 000 Hz
     */
    public static AudioClip of(float[] samples, int sampleRateHz) {
        return new AudioClip(samples, sampleRateHz);
    }

    /** The samples themselves, shape [n]; read only. */
    public float[] samples() {
        return samples;
    }

    public int sampleRateHz() {
        return sampleRateHz;
    }

    /** The length in seconds. */
    public double seconds() {
        return samples.length / (double) sampleRateHz;
    }

    @Override
    public String toString() {
        return "AudioClip[" + samples.length + " samples at " + sampleRateHz + " Hz]";
    }
}
