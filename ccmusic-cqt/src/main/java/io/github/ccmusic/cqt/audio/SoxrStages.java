package io.github.ccmusic.cqt.audio;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The stages of libsoxr's "HQ" recipe between two rates.
 *
 * <p>In this order: half-band filters, each of which halves the rate, until it is less than four times the new one; a sharp low-pass
 * at a small multiple of a rate; unless that one reaches the new rate, as 2:1 and a few ratios more do, a wide interpolator, whose
 * response falls by up to 1e-3 towards the end of the pass band; and, where a rate is more than quadrupled, an interpolator by 4 or
 * more. Between 1.5:1 and 2:1 the wide interpolator comes before the sharp low-pass. All are Kaiser-windowed sincs; the numbers were
 * fitted to the responses of libsoxr 0.1.3.
 */
final class SoxrStages {
    /** Where the sharp filter has fallen by half, relative to half the lower rate. */
    private static final double CUTOFF = 0.95687182;

    private static final double BETA = 13.04003;

    /** Up to this many phases the interpolator is exact; with more, its clock ticks in units of 2^−32 sample. */
    private static final int MAX_PHASES = 2048;

    private static final long CLOCK_TICKS = 1L << 32;

    /** Of the two half-band filters, the long one serves where many stages share the error. */
    private static final KaiserSinc SHORT_HALF = new KaiserSinc(0.5, 13.252, 17.2316);

    private static final KaiserSinc LONG_HALF = new KaiserSinc(0.5, 14.9435, 19.4177);

    /** Output m lies at the input time m · step / unit. */
    record Clock(long step, long unit) {}

    private final List<SoxrStage> all = new ArrayList<>();
    private final KaiserSinc sharp;
    private final @Nullable KaiserSinc wide;
    private final @Nullable KaiserSinc last;
    private final int density;
    private final Clock clock;

    SoxrStages(int fromHz, int toHz) {
        int factor = lastFactor((double) toHz / fromHz);
        double target = (double) toHz / factor;
        int halvings = Math.max(0, Math.getExponent(fromHz / target) - 1);
        double rate = Math.scalb((double) fromHz, -halvings);
        double ratio = rate / target;
        int simple = simpleMultiple(rate, target);
        boolean wideFirst = simple == 0 && ratio > 1.5 && ratio < 2;
        int multiple = simple > 0 ? simple : ratio <= 1.5 ? 2 : 1;
        double middle = wideFirst ? 2 * target : multiple * rate;
        double lower = Math.min(rate, target);

        // libsoxr shares the error it allows itself among the stages: 6 dB more attenuation for twice as many.
        int shared = 1 + halvings + (factor > 1 ? 1 : 0);
        double shares = Math.log(shared * (simple > 0 ? 1 : 2)) / Math.log(2);
        double beta = BETA + 0.6717 * shares;
        double taps = taps(beta, (1 - CUTOFF) * lower / middle, simple == 4 ? 8 : 4);
        this.sharp = new KaiserSinc(CUTOFF * lower / fromHz, beta, taps / 2 * fromHz / middle);
        this.density = fromHz < 2L * toHz ? 2 : 1;

        KaiserSinc half = shares < 1.67 ? SHORT_HALF : LONG_HALF;
        for (int i = 0; i < halvings; i++) {
            double period = Math.scalb(1.0, i);
            all.add(new SoxrStage(half.stretched(period), period, 2 * period, period));
        }
        BigInteger from = BigInteger.valueOf(fromHz).multiply(BigInteger.valueOf((long) factor * multiple));
        BigInteger to = BigInteger.valueOf(toHz).multiply(BigInteger.valueOf((wideFirst ? 2L : 1L) << halvings));
        long phases = to.divide(from.gcd(to)).longValue();
        double in = fromHz / rate;
        double between = fromHz / middle;
        double out = fromHz / target;
        if (simple > 0) {
            this.wide = null;
            all.add(new SoxrStage(sharp, in, out, between));
        } else if (wideFirst) {
            this.wide = wideFirst(ratio, phases).stretched(in);
            all.add(new SoxrStage(wide, in, between, 0));
            all.add(new SoxrStage(sharp, between, out, between));
        } else {
            this.wide = wide(lower / middle, ratio < 1, phases).stretched(between);
            all.add(new SoxrStage(sharp, in, between, between));
            all.add(new SoxrStage(wide, between, out, 0));
        }
        if (factor > 1) {
            this.last = last(lower / target, factor, beta).stretched(out);
            all.add(new SoxrStage(last, out, out / factor, out / factor));
        } else {
            this.last = null;
        }
        if (phases <= MAX_PHASES) {
            this.clock = new Clock(fromHz, toHz);
        } else {
            // It counts samples that the interpolator takes in, of which an input sample may be half or several.
            long ticks = (long) (from.doubleValue() / to.doubleValue() * CLOCK_TICKS + 0.5);
            this.clock = new Clock((ticks * (wideFirst ? 2 : 1)) << halvings, CLOCK_TICKS * multiple * factor);
        }
    }

    /** By how much the last stage multiplies the rate: 1 unless it more than quadruples. */
    private static int lastFactor(double ratio) {
        if (ratio <= 4 || ratio == 5) {
            return 1;
        }
        return 4 << Math.max(0, Math.min(6, Math.getExponent(ratio / 16)));
    }

    /** The multiple of a rate at which the sharp filter alone reaches another; 0 if there is none. */
    private static int simpleMultiple(double rate, double target) {
        for (int up = 1; up <= 5; up++) {
            double down = rate * up / target;
            if (down == Math.rint(down) && (Math.max(up, down) <= 4 || up * down < 6)) {
                return up;
            }
        }
        return 0;
    }

    /**
     * The wide interpolator after the sharp filter, in samples that it takes in.
     *
     * @param band half the lower rate, relative to half the rate that is interpolated
     */
    private static KaiserSinc wide(double band, boolean upsampling, long phases) {
        int taps = (int) (8.9507 / (1.143886 - 1.079752 * band)) + 1;
        return wide(0.856114 + 0.105629 * band, taps % 2 == 1 && !upsampling ? taps + 1 : taps, phases);
    }

    /** The wide interpolator before the sharp filter, in samples that it takes in. */
    private static KaiserSinc wideFirst(double ratio, long phases) {
        return wide(1.806781 / ratio, (int) (7.50131 * ratio) + 1, phases);
    }

    private static KaiserSinc wide(double cutoff, int taps, long phases) {
        boolean centred = taps % 2 == 1 && phases % 2 == 1;
        return new KaiserSinc(cutoff, 14.0586, taps / 2.0 - 0.25 / (centred ? 2 * phases : phases));
    }

    /**
     * The last interpolator, in samples that it takes in.
     *
     * @param band half the rate that came in at first, relative to half the rate that is interpolated
     * @param sharpBeta the shape of the sharp filter's window
     */
    private static KaiserSinc last(double band, int factor, double sharpBeta) {
        double pass = 0.913744 * band;
        double stop = Math.max(1, 2 - band);
        double octaves = Math.log((stop - pass) / (stop + pass) / 2 / 0.0225) / Math.log(2);
        double beta = sharpBeta + 0.0246 * octaves * octaves;
        double taps = taps(beta, (stop - pass) / 2 / factor, 2 * factor);
        return new KaiserSinc((stop + pass) / 2, beta, taps / 2 / factor);
    }

    /** The length of a filter: a multiple of a number, and 1. */
    private static double taps(double beta, double transition, int modulo) {
        double least = Math.ceil((8.3023 + 0.6363 * (beta - BETA)) / transition + 1);
        return Math.floor((least + modulo - 2) / modulo) * modulo + 1;
    }

    /** All of them, in the order in which samples pass. */
    List<SoxrStage> all() {
        return all;
    }

    KaiserSinc sharp() {
        return sharp;
    }

    @Nullable
    KaiserSinc wide() {
        return wide;
    }

    @Nullable
    KaiserSinc last() {
        return last;
    }

    /** When libsoxr takes the outputs to be. */
    Clock clock() {
        return clock;
    }

    /** Points for each input sample on which the two can be convolved. */
    int density() {
        return density;
    }
}
