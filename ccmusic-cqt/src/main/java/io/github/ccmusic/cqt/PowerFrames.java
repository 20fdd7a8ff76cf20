package io.github.ccmusic.cqt;

import java.util.Arrays;
import org.jtransforms.fft.DoubleFFT_1D;

/**
 * The short-time power spectrum of a signal, frame by frame: |FFT|² of 2048 samples around every 512th, periodic Hann, zeros
 * before and after the signal ({@code np.abs(librosa.stft(y)) ** 2}).
 *
 * <p>Two frames share one complex FFT, one as its real and one as its imaginary part, since the spectrum of a real signal is
 * symmetric: X1[k] = (Z[k] + conj Z[N−k]) / 2, X2[k] = (Z[k] − conj Z[N−k]) / 2i. In double precision, because a float FFT is not
 * right to 0.03 dB at −80 dB.
 */
final class PowerFrames {
    static final int FRAME = 2048;
    static final int HOP = 512;
    static final int BINS = FRAME / 2 + 1;

    private static final DoubleFFT_1D FFT = new DoubleFFT_1D(FRAME);

    private final float[] window = new float[FRAME];
    private final Sink sink;

    /** The samples of two frames, one a hop behind the other. */
    private final float[] samples = new float[FRAME + HOP];

    private final double[] spectrum = new double[2 * FRAME];
    private final float[] power = new float[BINS];
    private int filled = FRAME / 2;
    private long length;
    private int done;

    /** Receives the power of each bin, an array that is reused for the next frame. */
    interface Sink {
        void accept(int frame, float[] power);
    }

    PowerFrames(Sink sink) {
        this.sink = sink;
        double[] weights = Window.HANN.weights(FRAME);
        for (int i = 0; i < FRAME; i++) {
            window[i] = (float) weights[i];
        }
    }

    void push(float[] signal, int offset, int count) {
        length += count;
        int end = offset + count;
        for (int at = offset; at < end; ) {
            int n = Math.min(end - at, samples.length - filled);
            System.arraycopy(signal, at, samples, filled, n);
            filled += n;
            at += n;
            if (filled == samples.length) {
                frames(2);
            }
        }
    }

    /** Ends the signal with zeros. */
    void finish() {
        long total = 1 + length / HOP;
        while (done < total) {
            Arrays.fill(samples, filled, samples.length, 0);
            filled = samples.length;
            frames((int) Math.min(2, total - done));
        }
    }

    private void frames(int count) {
        for (int i = 0; i < FRAME; i++) {
            spectrum[2 * i] = samples[i] * window[i];
            spectrum[2 * i + 1] = samples[HOP + i] * window[i];
        }
        FFT.complexForward(spectrum);
        emit(1);
        if (count == 2) {
            emit(-1);
        }
        System.arraycopy(samples, 2 * HOP, samples, 0, FRAME - HOP);
        filled = FRAME - HOP;
    }

    /** Takes the first (sign 1) or the second frame (sign −1) out of the common spectrum. */
    private void emit(int sign) {
        for (int k = 0; k < BINS; k++) {
            int mirror = (FRAME - k) % FRAME;
            double re = (spectrum[2 * k] + sign * spectrum[2 * mirror]) / 2;
            double im = (spectrum[2 * k + 1] - sign * spectrum[2 * mirror + 1]) / 2;
            power[k] = (float) (re * re + im * im);
        }
        sink.accept(done++, power);
    }
}
