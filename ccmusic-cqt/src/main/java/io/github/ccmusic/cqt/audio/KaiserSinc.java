package io.github.ccmusic.cqt.audio;

/** A low-pass filter of unit gain: h(t) = cutoff · sinc(cutoff · t) · kaiser(t / halfLength), t in samples. */
final class KaiserSinc {
    private final double cutoff;
    private final double beta;
    private final double halfLength;
    private final double peak;

    /**
     * Makes a filter.
     *
     * @param cutoff relative to half the sampling rate
     * @param beta the shape of the Kaiser window
     * @param halfLength beyond it the filter is 0
     */
    KaiserSinc(double cutoff, double beta, double halfLength) {
        this.cutoff = cutoff;
        this.beta = beta;
        this.halfLength = halfLength;
        this.peak = cutoff / besselI0(beta);
    }

    /** The same filter for samples of which one takes as long as so many of those that this one is for. */
    KaiserSinc stretched(double factor) {
        return new KaiserSinc(cutoff / factor, beta, halfLength * factor);
    }

    double cutoff() {
        return cutoff;
    }

    double halfLength() {
        return halfLength;
    }

    double at(double t) {
        double u = t / halfLength;
        if (Math.abs(u) >= 1) {
            return 0;
        }
        double x = Math.PI * cutoff * t;
        double sinc = Math.abs(x) < 1e-12 ? 1 : Math.sin(x) / x;
        return peak * sinc * besselI0(beta * Math.sqrt(1 - u * u));
    }

    /** The modified Bessel function of order 0 by its power series, which suits the small arguments of a window. */
    private static double besselI0(double x) {
        double quarter = x * x / 4;
        double term = 1;
        double sum = 1;
        for (int k = 1; term > sum * 1e-17; k++) {
            term *= quarter / ((double) k * k);
            sum += term;
        }
        return sum;
    }
}
