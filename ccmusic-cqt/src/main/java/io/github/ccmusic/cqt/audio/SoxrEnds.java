package io.github.ccmusic.cqt.audio;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A filter between two rates whose output begins and ends as librosa's does.
 *
 * <p>Each stage of libsoxr drops what would ring before its first sample, so that the next one begins in silence: the part of the
 * first outputs that stems from what is dropped is computed here, from the first samples of the signal, and taken off. And libsoxr
 * rounds the number of samples to the nearest, librosa up, with a zero if need be.
 */
final class SoxrEnds implements RateFilter {
    /** Above this many different phases a ratio is interpolated between tabulated ones. */
    private static final int MAX_PHASES = 1024;

    private final RateFilter filter;
    private final int fromHz;
    private final int toHz;

    /** The weights of the first samples of the signal in what each of the first outputs loses. */
    private final float[][] lost;

    private final int samplesNeeded;

    private SoxrEnds(RateFilter filter, SoxrStages stages, int fromHz, int toHz, double gain) {
        this.filter = filter;
        this.fromHz = fromHz;
        this.toHz = toHz;
        this.lost = lost(stages.all(), gain);
        this.samplesNeeded =
                Arrays.stream(lost).mapToInt(row -> row.length).max().orElse(0);
    }

    static SoxrEnds between(int fromHz, int toHz, double gain) {
        SoxrStages stages = new SoxrStages(fromHz, toHz);
        SoxrResponse response = new SoxrResponse(stages);
        int common = BigInteger.valueOf(fromHz).gcd(BigInteger.valueOf(toHz)).intValue();
        RateFilter filter = toHz / common <= MAX_PHASES
                ? PolyphaseFilter.of(response, fromHz, toHz, gain)
                : new InterpolatedFilter(response, stages.clock(), fromHz, toHz, gain);
        return new SoxrEnds(filter, stages, fromHz, toHz, gain);
    }

    private static float[][] lost(List<SoxrStage> stages, double gain) {
        double behind = reach(stages.subList(1, stages.size()));
        double period = stages.get(stages.size() - 1).periodOut();
        List<float[]> rows = new ArrayList<>();
        for (int m = 0; m * period < behind; m++) {
            rows.add(lost(stages, m, gain));
        }
        return rows.toArray(new float[0][]);
    }

    /** Goes back from an output, stage by stage, to what it would have heard from before the beginning. */
    private static float[] lost(List<SoxrStage> stages, int output, double gain) {
        double[] lost = new double[0];
        double[] weights = {gain};
        long first = output;
        for (int s = stages.size() - 1; s > 0; s--) {
            SoxrStage stage = stages.get(s);
            List<SoxrStage> before = stages.subList(0, s);
            long earliest = (long) Math.ceil(Math.min(stage.reach(), reach(before)) / stage.periodIn());
            double[] dropped = stage.pull(weights, first, -earliest, -1);
            lost = sum(lost, heard(before, dropped, -earliest));
            // Of what is not dropped here, only the first samples hear what the stage before has dropped.
            long latest = (long) Math.ceil(stages.get(s - 1).reach() / stage.periodIn());
            weights = stage.pull(weights, first, 0, latest);
            first = 0;
        }
        float[] row = new float[lost.length];
        for (int p = 0; p < row.length; p++) {
            row[p] = (float) lost[p];
        }
        return row;
    }

    /** The weights of the signal's samples, from the first on, in a sum of samples that left the last of some stages. */
    private static double[] heard(List<SoxrStage> stages, double[] weights, long first) {
        double[] heard = weights;
        long from = first;
        for (int s = stages.size() - 1; s >= 0; s--) {
            SoxrStage stage = stages.get(s);
            long lowest = (long) Math.ceil((from * stage.periodOut() - stage.reach()) / stage.periodIn());
            long highest = (long)
                    Math.floor(((from + heard.length - 1) * stage.periodOut() + stage.reach()) / stage.periodIn());
            if (s == 0) {
                lowest = 0;
            }
            if (highest < lowest) {
                return new double[0];
            }
            heard = stage.pull(heard, from, lowest, highest);
            from = lowest;
        }
        return heard;
    }

    private static double reach(List<SoxrStage> stages) {
        return stages.stream().mapToDouble(SoxrStage::reach).sum();
    }

    private static double[] sum(double[] a, double[] b) {
        double[] sum = Arrays.copyOf(a, Math.max(a.length, b.length));
        for (int i = 0; i < b.length; i++) {
            sum[i] += b[i];
        }
        return sum;
    }

    @Override
    public Run start(Sink sink) {
        return new Ends(sink);
    }

    private final class Ends implements Run {
        private final Sink sink;
        private final Run run;

        /** The first samples of the signal; no output is given out before the filter has heard them or the signal has ended. */
        private final float[] beginning = new float[samplesNeeded];

        private long inputs;
        private long outputs;

        /** Outputs that libsoxr gives. */
        private long sounding = Long.MAX_VALUE;

        Ends(Sink sink) {
            this.sink = sink;
            this.run = filter.start(this::accept);
        }

        @Override
        public void push(float[] samples, int offset, int length) {
            if (inputs < beginning.length) {
                System.arraycopy(
                        samples, offset, beginning, (int) inputs, (int) Math.min(length, beginning.length - inputs));
            }
            inputs += length;
            run.push(samples, offset, length);
        }

        @Override
        public void finish() {
            sounding = (2 * inputs * toHz + fromHz) / (2L * fromHz);
            run.finish();
        }

        private void accept(float[] samples, int count) {
            for (int i = 0; i < count && outputs + i < lost.length; i++) {
                samples[i] -= dot(lost[(int) outputs + i], beginning);
            }
            if (outputs + count > sounding) {
                Arrays.fill(samples, (int) (sounding - outputs), count, 0);
            }
            outputs += count;
            sink.accept(samples, count);
        }

        private static float dot(float[] weights, float[] samples) {
            float sum = 0;
            for (int i = 0; i < weights.length; i++) {
                sum += weights[i] * samples[i];
            }
            return sum;
        }
    }
}
