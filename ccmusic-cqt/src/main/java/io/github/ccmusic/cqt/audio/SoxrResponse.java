package io.github.ccmusic.cqt.audio;

import org.jspecify.annotations.Nullable;

/**
 * The impulse response of libsoxr's "HQ" recipe between two rates, once its stages are at work: a sharp low-pass and, unless the ratio
 * is as simple as 2:1, a wide interpolator. The half-band filters before them change nothing of what the sharp one lets through, and nor
 * does the interpolator behind them unless it has little room between the signal and its images.
 */
final class SoxrResponse {
    private final KaiserSinc sharp;
    private final @Nullable KaiserSinc wide;

    /** Points on which the two are convolved, for each input sample. */
    private final int density;

    /** One half of the sharp filter at these points, with what the last interpolator changes of it. */
    private final double[] sharpPoints;

    SoxrResponse(SoxrStages stages) {
        this.sharp = stages.sharp();
        this.wide = stages.wide();
        this.density = stages.density();
        this.sharpPoints = points(sharp, stages.last(), density);
    }

    private static double[] points(KaiserSinc sharp, @Nullable KaiserSinc last, int density) {
        double[] points = new double[(int) (sharp.halfLength() * density) + 1];
        for (int n = 0; n < points.length; n++) {
            points[n] = sharp.at(n / (double) density);
        }
        if (last == null || last.cutoff() >= density) {
            return points;
        }
        int reach = (int) (last.halfLength() * density);
        double[] convolved = new double[points.length + reach];
        for (int n = 0; n < convolved.length; n++) {
            for (int j = -reach; j <= reach; j++) {
                int at = Math.abs(n - j);
                convolved[n] += at < points.length ? points[at] * last.at(j / (double) density) / density : 0;
            }
        }
        return convolved;
    }

    /** Input samples on either side of an output that have a part in it. */
    int reach() {
        return wide == null
                ? (int) Math.ceil(sharp.halfLength())
                : (int) Math.ceil(sharpPoints.length / (double) density + wide.halfLength());
    }

    /**
     * The weights of the input samples around an output.
     *
     * @param fraction how far the output lies behind an input sample, 0 to 1
     * @param gain what each output is multiplied by
     * @return weights of the samples at −reach … reach from that sample on
     */
    float[] taps(double fraction, double gain) {
        int reach = reach();
        float[] taps = new float[2 * reach + 1];
        if (wide == null) {
            for (int i = 0; i < taps.length; i++) {
                taps[i] = (float) (gain * sharp.at(fraction + reach - i));
            }
            return taps;
        }
        int first = (int) Math.ceil((fraction - wide.halfLength()) * density);
        double[] weights = new double[(int) Math.floor((fraction + wide.halfLength()) * density) - first + 1];
        for (int j = 0; j < weights.length; j++) {
            weights[j] = wide.at(fraction - (first + j) / (double) density) / density;
        }
        for (int i = 0; i < taps.length; i++) {
            double sum = 0;
            for (int j = 0; j < weights.length; j++) {
                int n = Math.abs(density * (reach - i) + first + j);
                sum += n < sharpPoints.length ? weights[j] * sharpPoints[n] : 0;
            }
            taps[i] = (float) (gain * sum);
        }
        return taps;
    }
}
