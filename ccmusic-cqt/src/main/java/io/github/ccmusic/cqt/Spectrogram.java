package io.github.ccmusic.cqt;

/**
 * A feature of some sound over time: bins from low to high, frames from first to last.
 *
 * <p>The rows are wrapped, not copied: nobody may write to them afterwards.
 */
public final class Spectrogram {
    private final float[][] rows;
    private final int sampleRateHz;
    private final int hopSamples;
    private final long sampleCount;

    private Spectrogram(float[][] rows, int sampleRateHz, int hopSamples, long sampleCount) {
        for (float[] row : rows) {
            if (row.length != rows[0].length) {
                throw new IllegalArgumentException(
                        "rows must be of one length: " + rows[0].length + " and " + row.length);
            }
        }
        this.rows = rows;
        this.sampleRateHz = sampleRateHz;
        this.hopSamples = hopSamples;
        this.sampleCount = sampleCount;
    }

    /**
     * Wraps values as a spectrogram.
     *
     * @param rows shape [bins, frames], row 0 lowest; kept, not copied
     * @param sampleRateHz the rate at which the sound was analysed
     * @param hopSamples samples from one frame to the next
     * @param sampleCount samples of the sound at that rate
     */
    public static Spectrogram of(float[][] rows, int sampleRateHz, int hopSamples, long sampleCount) {
        if (rows.length == 0 || sampleRateHz < 1 || hopSamples < 1 || sampleCount < 0) {
            throw new IllegalArgumentException("not a spectrogram: " + rows.length + " bins, " + sampleRateHz
                    + " Hz, hop " + hopSamples + ", " + sampleCount + " samples");
        }
        return new Spectrogram(rows, sampleRateHz, hopSamples, sampleCount);
    }

    public int bins() {
        return rows.length;
    }

    public int frames() {
        return rows[0].length;
    }

    /** All frames of one bin; read only. */
    public float[] row(int bin) {
        return rows[bin];
    }

    public float at(int bin, int frame) {
        return rows[bin][frame];
    }

    public int sampleRateHz() {
        return sampleRateHz;
    }

    public int hopSamples() {
        return hopSamples;
    }

    /** How many samples were analysed. */
    public long sampleCount() {
        return sampleCount;
    }

    /** The length of the sound. */
    public double seconds() {
        return sampleCount / (double) sampleRateHz;
    }

    @Override
    public String toString() {
        return "Spectrogram[" + bins() + " bins, " + frames() + " frames, " + seconds() + " s]";
    }
}
