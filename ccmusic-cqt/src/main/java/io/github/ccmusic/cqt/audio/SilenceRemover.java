package io.github.ccmusic.cqt.audio;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Finds and removes the silent parts of a sound: frames of 2048 samples, one every 512, whose root mean square lies more than
 * {@code topDb} below that of the loudest.
 *
 * <p>Source: {@code librosa.effects.split(y, top_db=topDb)} with its defaults. Frames are counted in samples, so to get Python's
 * answer bring the sound to Python's rate first.
 *
 * @param topDb how many decibels below the loudest frame silence begins
 */
public record SilenceRemover(double topDb) {
    private static final int FRAME = 2048;
    private static final int HOP = 512;

    /** Mean squares below this count as this (librosa's {@code amin} of 1e-5, squared). */
    private static final double LEAST_POWER = 1e-10;

    public SilenceRemover {
        if (!(topDb > 0)) {
            throw new IllegalArgumentException("topDb must be positive: " + topDb);
        }
    }

    /**
     * A stretch of samples.
     *
     * @param start the first sample in it
     * @param end the first sample after it
     */
    public record Interval(int start, int end) {}

    /** The parts of a clip that are not silent, in order. */
    public List<Interval> sounding(AudioClip clip) {
        double[] power = power(clip.samples());
        double most = LEAST_POWER;
        for (double p : power) {
            most = Math.max(most, p);
        }
        double least = 10 * Math.log10(most) - topDb;
        List<Interval> intervals = new ArrayList<>();
        int start = -1;
        for (int t = 0; t <= power.length; t++) {
            boolean sounds = t < power.length && 10 * Math.log10(Math.max(LEAST_POWER, power[t])) > least;
            if (sounds && start < 0) {
                start = t;
            } else if (!sounds && start >= 0) {
                intervals.add(new Interval(sample(start, clip), sample(t, clip)));
                start = -1;
            }
        }
        return intervals;
    }

    /** The clip without its silent parts, the others joined without a seam. */
    public AudioClip remove(AudioClip clip) {
        List<Interval> intervals = sounding(clip);
        int length = 0;
        for (Interval interval : intervals) {
            length += interval.end - interval.start;
        }
        float[] samples = new float[length];
        int at = 0;
        for (Interval interval : intervals) {
            int n = interval.end - interval.start;
            System.arraycopy(clip.samples(), interval.start, samples, at, n);
            at += n;
        }
        return AudioClip.of(samples, clip.sampleRateHz());
    }

    /**
     * What is left of a stream without its silent parts. What is silent depends on the loudest frame of all, so the stream is
     * read to its end first, into memory; closing the result closes nothing.
     *
     * @throws IOException if the stream cannot be read
     */
    public AudioStream remove(AudioStream stream) throws IOException {
        return AudioStream.of(remove(stream.readFully()));
    }

    private static int sample(int frame, AudioClip clip) {
        return (int) Math.min((long) frame * HOP, clip.samples().length);
    }

    /** The mean square of each frame, the first one centred on the first sample, with zeros around the signal. */
    private static double[] power(float[] samples) {
        double[] power = new double[1 + samples.length / HOP];
        for (int t = 0; t < power.length; t++) {
            int end = (int) Math.min((long) t * HOP + FRAME / 2, samples.length);
            double sum = 0;
            for (int i = Math.max(0, t * HOP - FRAME / 2); i < end; i++) {
                sum += (double) samples[i] * samples[i];
            }
            power[t] = sum / FRAME;
        }
        return power;
    }
}
