package io.github.ccmusic.cqt;

import java.util.Arrays;
import org.jtransforms.fft.DoubleFFT_1D;

/**
 * The short-time power spectrum of a signal, frame by frame: |FFT|² of 2048 samples around every 512th, periodic Hann, zeros
 * before and after the signal ({@code np.abs(librosa.stft(y)) ** 2}).
 *
 * <p>In double precision, because a float FFT is not right to 0.03 dB at −80 dB. Every frame has an FFT of its own: were two to
 * share a complex one, as its real and its imaginary part, the rounding errors of a loud frame would become the sound of a silent
 * one, and a frame of zeros must have no power, since a chromagram scales whatever there is to 1.
 */
final class PowerFrames {
    static final int FRAME = 2048;
    static final int HOP = 512;
    static final int BINS = FRAME / 2 + 1;

    private static final DoubleFFT_1D FFT = new DoubleFFT_1D(FRAME);

    private final float[] window = new float[FRAME];
    private final Sink sink;
    private final float[] samples = new float[FRAME];
    private final double[] spectrum = new double[FRAME];
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

    /** Frames of so many samples. */
    static int count(long samples) {
        return Math.toIntExact(1 + samples / HOP);
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
                frame();
            }
        }
    }

    /** Ends the signal with zeros. */
    void finish() {
        int total = count(length);
        while (done < total) {
            Arrays.fill(samples, filled, samples.length, 0);
            frame();
        }
    }

    private void frame() {
        for (int i = 0; i < FRAME; i++) {
            spectrum[i] = samples[i] * window[i];
        }
        // In place, as Re[0], Re[N/2], Re[1], Im[1], Re[2], Im[2], …
        FFT.realForward(spectrum);
        power[0] = (float) (spectrum[0] * spectrum[0]);
        power[BINS - 1] = (float) (spectrum[1] * spectrum[1]);
        for (int k = 1; k < BINS - 1; k++) {
            double re = spectrum[2 * k];
            double im = spectrum[2 * k + 1];
            power[k] = (float) (re * re + im * im);
        }
        sink.accept(done++, power);
        System.arraycopy(samples, HOP, samples, 0, FRAME - HOP);
        filled = FRAME - HOP;
    }
}
