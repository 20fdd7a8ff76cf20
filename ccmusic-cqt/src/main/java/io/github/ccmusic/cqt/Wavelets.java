package io.github.ccmusic.cqt;

import java.util.Arrays;
import org.jtransforms.fft.DoubleFFT_1D;

/**
 * The kernels of one octave, brought back to the time domain: coefficient k of a frame is the dot product of the frame's
 * samples with row k.
 *
 * <p>librosa multiplies the FFT of a frame with the sparsified FFT of each wavelet. A product of transforms is one linear map
 * of the samples, Σ_b K[k, b] · Σ_n x[n] e^(−2πibn/N) = Σ_n x[n] · (FFT of K[k])[n], so its rows are computed once and frames
 * need no FFT. For rows of a few hundred samples that vectorise this is the faster way.
 *
 * <p>Source: Schörkhuber and Klapuri, "Constant-Q transform toolbox for music processing", SMC 2010; follows
 * {@code librosa.filters.wavelet} and {@code librosa.core.constantq.__vqt_filter_fft}.
 */
final class Wavelets {
    /** The part of a kernel's magnitude that is dropped ({@code sparsity} of librosa). */
    private static final double SPARSITY = 0.01;

    /** Longer wavelets than any music needs would only exhaust memory. */
    private static final int LONGEST = 1 << 18;

    private final int frameLength;
    private final float[][] taps;

    /**
     * Computes the kernels.
     *
     * @param frequenciesHz the centres of the octave's bins
     * @param lengths the length of each wavelet in samples, fractional
     * @param sampleRateHz the rate of this octave
     */
    Wavelets(double[] frequenciesHz, double[] lengths, double sampleRateHz, Window window) {
        double longest = Arrays.stream(lengths).max().orElseThrow();
        if (longest > LONGEST) {
            throw new IllegalArgumentException(
                    "the lowest filter would be " + (long) longest + " samples long, more than " + LONGEST
                            + "; raise lowestHz, or ask for fewer bins per octave or a hop with more factors of two");
        }
        int n = 1;
        while (n < longest) {
            n *= 2;
        }
        this.frameLength = n;
        this.taps = new float[2 * lengths.length][];
        DoubleFFT_1D fft = new DoubleFFT_1D(n);
        for (int k = 0; k < lengths.length; k++) {
            double[] kernel = wavelet(frequenciesHz[k] / sampleRateHz, lengths[k], n, window);
            fft.complexForward(kernel);
            sparsify(kernel);
            fft.complexForward(kernel);
            // librosa divides the response by the root of the length to make octaves comparable.
            double scale = 1 / Math.sqrt(lengths[k]);
            taps[2 * k] = new float[n];
            taps[2 * k + 1] = new float[n];
            for (int i = 0; i < n; i++) {
                taps[2 * k][i] = (float) (scale * kernel[2 * i]);
                taps[2 * k + 1][i] = (float) (scale * kernel[2 * i + 1]);
            }
        }
    }

    /** A windowed complex exponential of unit L1 norm, times length / n, in the middle of n samples. */
    private static double[] wavelet(double cyclesPerSample, double length, int n, Window window) {
        int first = (int) Math.floor(-length / 2);
        double[] weights = window.weights((int) Math.floor(length / 2) - first);
        double norm = Arrays.stream(weights).map(Math::abs).sum();
        double[] wavelet = new double[2 * n];
        int at = 2 * ((n - weights.length) / 2);
        for (int i = 0; i < weights.length; i++) {
            double phase = 2 * Math.PI * cyclesPerSample * (first + i);
            double weight = weights[i] / norm * length / n;
            wavelet[at++] = weight * Math.cos(phase);
            wavelet[at++] = weight * Math.sin(phase);
        }
        return wavelet;
    }

    /**
     * Keeps the non-negative frequencies, and of these the largest that together make up all but {@link #SPARSITY} of the
     * sum of magnitudes ({@code librosa.util.sparsify_rows}).
     */
    private static void sparsify(double[] spectrum) {
        int kept = spectrum.length / 4 + 1;
        double[] magnitudes = new double[kept];
        for (int b = 0; b < kept; b++) {
            magnitudes[b] = Math.hypot(spectrum[2 * b], spectrum[2 * b + 1]);
        }
        double[] ascending = magnitudes.clone();
        Arrays.sort(ascending);
        double total = Arrays.stream(ascending).sum();
        double sum = 0;
        int i = 0;
        while ((sum += ascending[i]) / total < SPARSITY) {
            i++;
        }
        Arrays.fill(spectrum, 2 * kept, spectrum.length, 0);
        for (int b = 0; b < kept; b++) {
            if (magnitudes[b] < ascending[i]) {
                spectrum[2 * b] = 0;
                spectrum[2 * b + 1] = 0;
            }
        }
    }

    /** Samples in a frame, a power of two. */
    int frameLength() {
        return frameLength;
    }

    /** Shape [2 · bins, frameLength]: the real and the imaginary part of each kernel. */
    float[][] taps() {
        return taps;
    }
}
