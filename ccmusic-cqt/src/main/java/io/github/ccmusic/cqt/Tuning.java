package io.github.ccmusic.cqt;

import java.util.Arrays;

/**
 * Estimates how far a recording is tuned away from A4 = 440 Hz.
 *
 * <p>In every frame the peaks of the spectrum are located between its bins by a parabola through three of them; of those that
 * are at least as strong as the median, the commonest distance from the nearest semitone is the answer.
 *
 * <p>Source: {@code librosa.estimate_tuning(S=S)}, {@code librosa.piptrack} and {@code librosa.pitch_tuning} with their
 * defaults; computed in float where they do, since a peak may fall to either side of a histogram's edge.
 */
final class Tuning {
    private static final double LOWEST_HZ = 150;
    private static final double HIGHEST_HZ = 4000;

    /** A peak must reach this part of its frame's maximum. */
    private static final float THRESHOLD = 0.1f;

    /** Steps of the answer in a semitone. */
    private static final int STEPS = 100;

    private final int sampleRateHz;
    private final int binsPerOctave;
    private float[] pitches = new float[1024];
    private float[] magnitudes = new float[1024];
    private int count;

    Tuning(int sampleRateHz, int binsPerOctave) {
        this.sampleRateHz = sampleRateHz;
        this.binsPerOctave = binsPerOctave;
    }

    /** Takes in the peaks of a frame. */
    void add(float[] spectrum) {
        int size = 2 * (spectrum.length - 1);
        float most = 0;
        for (float value : spectrum) {
            most = Math.max(most, value);
        }
        float least = THRESHOLD * most;
        int first = (int) Math.ceil(LOWEST_HZ * size / sampleRateHz);
        int end = (int) Math.ceil(Math.min(HIGHEST_HZ, sampleRateHz / 2.0) * size / sampleRateHz);
        for (int k = first; k < end; k++) {
            float here = spectrum[k];
            float before = spectrum[k - 1] > least ? spectrum[k - 1] : 0;
            float after = spectrum[k + 1] > least ? spectrum[k + 1] : 0;
            if (here > least && here > before && here >= after) {
                addPeak(k, spectrum[k - 1], here, spectrum[k + 1], (double) sampleRateHz / size);
            }
        }
    }

    private void addPeak(int bin, float before, float here, float after, double binHz) {
        float curvature = after + before - 2 * here;
        float slope = (after - before) / 2;
        float shift = Math.abs(slope) >= Math.abs(curvature) ? 0 : -slope / curvature;
        if (count == pitches.length) {
            pitches = Arrays.copyOf(pitches, count * 3 / 2);
            magnitudes = Arrays.copyOf(magnitudes, count * 3 / 2);
        }
        pitches[count] = (float) ((bin + (double) shift) * binHz);
        magnitudes[count++] = here + 0.5f * slope * shift;
    }

    /** The tuning in parts of a bin, −0.5 to 0.5 in steps of 0.01; 0 if there were no peaks. */
    double estimate() {
        if (count == 0) {
            return 0;
        }
        float median = median(Arrays.copyOf(magnitudes, count));
        int[] histogram = new int[STEPS];
        for (int i = 0; i < count; i++) {
            if (magnitudes[i] >= median) {
                float octaves = (float) (Math.log(pitches[i] / 27.5f) / Math.log(2));
                float bins = binsPerOctave * octaves;
                double residual = bins - Math.floor(bins);
                residual -= residual >= 0.5 ? 1 : 0;
                histogram[step(residual)]++;
            }
        }
        int commonest = 0;
        for (int s = 1; s < STEPS; s++) {
            commonest = histogram[s] > histogram[commonest] ? s : commonest;
        }
        return edge(commonest);
    }

    private static int step(double residual) {
        int step = Math.max(0, Math.min(STEPS - 1, (int) Math.floor((residual + 0.5) * STEPS)));
        while (step > 0 && residual < edge(step)) {
            step--;
        }
        while (step < STEPS - 1 && residual >= edge(step + 1)) {
            step++;
        }
        return step;
    }

    private static double edge(int step) {
        return -0.5 + step * (1.0 / STEPS);
    }

    private static float median(float[] values) {
        Arrays.sort(values);
        int middle = values.length / 2;
        return values.length % 2 == 1 ? values[middle] : (values[middle - 1] + values[middle]) / 2;
    }
}
