package io.github.ccmusic.cqt;

/**
 * The coefficients of a transform: magnitude and phase of each bin in each frame.
 *
 * <p>The rows are wrapped, not copied: nobody may write to them afterwards.
 */
public final class ComplexSpectrogram {
    private final float[][] real;
    private final float[][] imaginary;

    ComplexSpectrogram(float[][] real, float[][] imaginary) {
        this.real = real;
        this.imaginary = imaginary;
    }

    public int bins() {
        return real.length;
    }

    public int frames() {
        return real[0].length;
    }

    /** The real parts of one bin, a value for each frame; read only. */
    public float[] real(int bin) {
        return real[bin];
    }

    /** The imaginary parts of one bin, a value for each frame; read only. */
    public float[] imaginary(int bin) {
        return imaginary[bin];
    }

    public float magnitude(int bin, int frame) {
        return (float) Math.hypot(real[bin][frame], imaginary[bin][frame]);
    }
}
