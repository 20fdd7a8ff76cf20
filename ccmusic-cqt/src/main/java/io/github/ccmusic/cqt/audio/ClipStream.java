package io.github.ccmusic.cqt.audio;

/** The samples of a clip, one block after the other. */
final class ClipStream implements AudioStream {
    private final AudioClip clip;
    private int position;

    ClipStream(AudioClip clip) {
        this.clip = clip;
    }

    @Override
    public int sampleRateHz() {
        return clip.sampleRateHz();
    }

    @Override
    public int read(float[] buffer, int offset, int length) {
        float[] samples = clip.samples();
        if (position == samples.length) {
            return -1;
        }
        int n = Math.min(length, samples.length - position);
        System.arraycopy(samples, position, buffer, offset, n);
        position += n;
        return n;
    }

    @Override
    public void close() {}

    @Override
    public String toString() {
        return "memory";
    }
}
