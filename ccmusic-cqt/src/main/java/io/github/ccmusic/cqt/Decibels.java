package io.github.ccmusic.cqt;

/** Power on a logarithmic scale, relative to the largest of all ({@code librosa.power_to_db(S, ref=np.max)}). */
public final class Decibels {
    /** Powers below this count as this ({@code amin} of librosa). */
    static final float LEAST_POWER = 1e-10f;

    /** Everything is at most this far below the maximum ({@code top_db} of librosa). */
    static final float RANGE_DB = 80;

    private static final double DECIBELS_PER_OCTAVE = 10 * Math.log10(2);

    private Decibels() {}

    /**
     * Turns powers into decibels where they stand.
     *
     * @param rows powers, not negative, of any shape; overwritten by decibels in [−80, 0]
     * @throws IllegalArgumentException if a power is not finite; nothing has then been changed
     */
    public static void ofPower(float[][] rows) {
        double reference = Log2.of(Math.max(LEAST_POWER, max(rows)));
        for (float[] row : rows) {
            for (int t = 0; t < row.length; t++) {
                float db = (float) (DECIBELS_PER_OCTAVE * (Log2.of(Math.max(LEAST_POWER, row[t])) - reference));
                row[t] = Math.max(db, -RANGE_DB);
            }
        }
    }

    private static float max(float[][] rows) {
        float most = 0;
        for (float[] row : rows) {
            for (int t = 0; t < row.length; t++) {
                // Written so that NaN is caught too.
                if (!(row[t] <= Float.MAX_VALUE)) {
                    throw new IllegalArgumentException(
                            "the power in frame " + t + " is " + row[t] + "; samples must be finite and not huge");
                }
                most = Math.max(most, row[t]);
            }
        }
        return most;
    }
}
