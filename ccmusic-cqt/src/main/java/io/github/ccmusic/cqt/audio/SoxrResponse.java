package io.github.ccmusic.cqt.audio;

import org.jspecify.annotations.Nullable;

/**
 * The impulse response of libsoxr's "HQ" recipe between two rates.
 *
 * <p>libsoxr works in stages: a sharp low-pass at a small multiple or fraction of a rate, and, unless the ratio is as simple as
 * 2:1, a short interpolator whose response falls by up to 1e-3 towards the end of the pass band. Both are Kaiser-windowed
 * sincs. All numbers here were fitted to the impulse responses of libsoxr 0.1.3 at some twenty ratios. To 22 050 Hz, white
 * noise agrees with libsoxr's to 130 dB from 44.1 kHz, and to 100 dB or more from 8, 11.025, 12, 16, 24, 32, 48, 64, 88.2,
 * 96, 176.4 and 192 kHz.
 */
final class SoxrResponse {
    /** Where the sharp filter has fallen by half, relative to half the lower rate. */
    private static final double CUTOFF = 0.95687182;

    private static final double WIDE_BETA = 14.08;

    private final KaiserSinc sharp;
    private final @Nullable KaiserSinc wide;

    /** Points on which the two are convolved, for each input sample. */
    private final int density;

    /** One half of the sharp filter at these points. */
    private final double[] sharpPoints;

    SoxrResponse(int fromHz, int toHz) {
        double ratio = (double) fromHz / toHz;
        double lower = Math.min(fromHz, toHz);
        int halvings = Math.max(0, Math.getExponent(ratio) - 1);
        boolean simple = isSimple(fromHz, toHz);
        // libsoxr shares the error it allows itself among the stages: 6 dB more attenuation for twice as many.
        double shares = Math.log((1 + halvings) * (simple ? 1 : 2)) / Math.log(2);

        // The rate at which the sharp filter runs, and its length there: a multiple of 4, and 1.
        boolean oversampled = ratio <= 1.5;
        boolean last = ratio > 1.5 && ratio < 2;
        double rate = oversampled ? 2.0 * fromHz : last ? 2.0 * toHz : Math.scalb((double) fromHz, -halvings);
        double transition = (1 - CUTOFF) * lower / rate;
        double length = Math.ceil((8.3023 + 0.4274 * shares) / transition + 1);
        double taps = Math.floor((length + 2) / 4) * 4 + 1;
        this.sharp = new KaiserSinc(CUTOFF * lower / fromHz, 13.04003 + 0.6717 * shares, taps / 2 * fromHz / rate);

        double interpolated = last ? fromHz : rate;
        this.wide = simple ? null : wide(lower / interpolated, fromHz / interpolated, last);
        this.density = oversampled || last ? 2 : 1;
        this.sharpPoints = new double[(int) (sharp.halfLength() * density) + 1];
        for (int n = 0; n < sharpPoints.length; n++) {
            sharpPoints[n] = sharp.at(n / (double) density);
        }
    }

    /** Whether the sharp filter alone does it: ratios of whole numbers up to 4, and powers of two. */
    private static boolean isSimple(int fromHz, int toHz) {
        for (int up = 1; up <= 3; up++) {
            if ((long) fromHz * up % toHz == 0) {
                int down = (int) ((long) fromHz * up / toHz);
                return down <= 4 || (up == 1 && Integer.bitCount(down) == 1);
            }
        }
        return false;
    }

    /**
     * The interpolator.
     *
     * @param band half the lower rate, relative to half the rate that is interpolated
     * @param samples input samples for one at that rate
     */
    private static KaiserSinc wide(double band, double samples, boolean last) {
        double cutoff = last ? 0.9087 + 1.7 * (band - 0.5) : 0.1142 * Math.min(band, 0.5) + 0.8521;
        double halfLength = last || band >= 0.5
                ? Math.floor(6.06 / (cutoff - Math.max(band, 0.5)) + 1) / 2
                : band > 0.463 ? 8 : band > 0.38 ? 7 : 6;
        return new KaiserSinc(cutoff / samples, WIDE_BETA, halfLength * samples);
    }

    /** Input samples on either side of an output that have a part in it. */
    int reach() {
        return (int) Math.ceil(sharp.halfLength() + (wide == null ? 0 : wide.halfLength()));
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
