package io.github.ccmusic.cqt.audio;

/**
 * One of libsoxr's filters: what turns the samples of one rate into those of another. Times are in samples of the signal that enters the
 * first stage.
 */
final class SoxrStage {
    private final KaiserSinc response;
    private final double periodIn;
    private final double periodOut;

    /** The response at the multiples of {@code grid}, where all times are such; else empty. */
    private final double[] points;

    private final double grid;

    /**
     * Makes a stage.
     *
     * @param grid that all times between input and output samples are multiples of; 0 if there is none
     */
    SoxrStage(KaiserSinc response, double periodIn, double periodOut, double grid) {
        this.response = response;
        this.periodIn = periodIn;
        this.periodOut = periodOut;
        this.grid = grid;
        this.points = new double[grid == 0 ? 0 : (int) (reach() / grid) + 2];
        for (int n = 0; n < points.length; n++) {
            points[n] = response.at(n * grid);
        }
    }

    double periodIn() {
        return periodIn;
    }

    double periodOut() {
        return periodOut;
    }

    /** How far from an output the samples lie that it hears. */
    double reach() {
        return response.halfLength();
    }

    /**
     * The weights of input samples in a sum of output samples.
     *
     * @param weights of the output samples from {@code first} on
     * @return weights of the input samples {@code from} to {@code to}
     */
    double[] pull(double[] weights, long first, long from, long to) {
        double[] pulled = new double[(int) (to - from + 1)];
        for (int n = 0; n < weights.length; n++) {
            double time = (first + n) * periodOut;
            int p = (int) Math.max(0, Math.ceil((time - reach()) / periodIn) - from);
            int end = (int) Math.min(pulled.length - 1, Math.floor((time + reach()) / periodIn) - from);
            for (; p <= end && weights[n] != 0; p++) {
                pulled[p] += weights[n] * periodIn * at(time - (from + p) * periodIn);
            }
        }
        return pulled;
    }

    private double at(double time) {
        return grid == 0 ? response.at(time) : points[(int) Math.rint(Math.abs(time) / grid)];
    }
}
