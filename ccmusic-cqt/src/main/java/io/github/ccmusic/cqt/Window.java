package io.github.ccmusic.cqt;

/**
 * The shape that a wavelet or a frame is faded in and out with, periodic, as {@code scipy.signal.get_window} gives it.
 *
 * <p>The bandwidths are librosa's ({@code librosa.filters.WINDOW_BANDWIDTHS}), in bins.
 */
public enum Window {
    HANN(1.50018310546875, 0.5, 0.5),
    HAMMING(1.3629455320350348, 0.54, 0.46),
    BLACKMAN(1.7269681554262326, 0.42, 0.5, 0.08),
    BLACKMAN_HARRIS(2.0045975283585014, 0.35875, 0.48829, 0.14128, 0.01168),
    NUTTALL(1.9763500280946082, 0.3635819, 0.4891775, 0.1365995, 0.0106411),
    FLAT_TOP(2.7762255046484143, 0.21557895, 0.41663158, 0.277263158, 0.083578947, 0.006947368),
    RECTANGULAR(1.0, 1.0);

    private final double bandwidth;

    @SuppressWarnings("ImmutableEnumChecker") // never handed out, never written to
    private final double[] cosines;

    Window(double bandwidth, double... cosines) {
        this.bandwidth = bandwidth;
        this.cosines = cosines;
    }

    double bandwidth() {
        return bandwidth;
    }

    /** The weights of n samples: Σ (−1)^m · c[m] · cos(2πm·i/n). */
    double[] weights(int n) {
        double[] weights = new double[n];
        for (int i = 0; i < n; i++) {
            for (int m = 0; m < cosines.length; m++) {
                weights[i] += (m % 2 == 0 ? 1 : -1) * cosines[m] * Math.cos(2 * Math.PI * m * i / n);
            }
        }
        return weights;
    }
}
