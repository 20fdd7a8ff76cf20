package io.github.ccmusic.cqt;

/**
 * The parameters of a constant-Q transform, as {@code librosa.cqt} names and checks them.
 *
 * @param sampleRateHz the rate that sound is brought to first
 * @param hopSamples samples from one frame to the next
 * @param lowestHz the centre of the lowest bin ({@code fmin})
 * @param bins how many bins ({@code n_bins})
 * @param binsPerOctave how many of them in an octave
 * @param window what the wavelets are faded in and out with
 */
public record CqtSpec(int sampleRateHz, int hopSamples, double lowestHz, int bins, int binsPerOctave, Window window) {
    /** The note C1. */
    public static final double C1_HZ = 32.70319566257483;

    public CqtSpec {
        if (sampleRateHz < 1) {
            throw new IllegalArgumentException("sampleRateHz must be positive: " + sampleRateHz);
        }
        if (hopSamples < 1) {
            throw new IllegalArgumentException("hopSamples must be positive: " + hopSamples);
        }
        if (!(lowestHz > 0)) {
            throw new IllegalArgumentException("lowestHz must be positive: " + lowestHz);
        }
        if (bins < 1) {
            throw new IllegalArgumentException("bins must be positive: " + bins);
        }
        if (binsPerOctave < 1) {
            throw new IllegalArgumentException("binsPerOctave must be positive: " + binsPerOctave);
        }
    }

    /** 84 bins from C1 on, 12 in an octave, a frame every 512 samples at 22 050 Hz, Hann. */
    public static CqtSpec librosaDefaults() {
        return librosaDefaults(22_050);
    }

    /** The same at another sample rate. */
    public static CqtSpec librosaDefaults(int sampleRateHz) {
        return new CqtSpec(sampleRateHz, 512, C1_HZ, 84, 12, Window.HANN);
    }

    /** The centre of each bin. */
    public double[] frequenciesHz() {
        double[] frequencies = new double[bins];
        for (int k = 0; k < bins; k++) {
            // Octave and step apart, so that bins an octave apart are exact doubles of each other.
            frequencies[k] =
                    lowestHz * Math.scalb(Math.pow(2, (k % binsPerOctave) / (double) binsPerOctave), k / binsPerOctave);
        }
        return frequencies;
    }

    int octaves() {
        return (bins + binsPerOctave - 1) / binsPerOctave;
    }
}
