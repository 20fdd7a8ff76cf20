package io.github.ccmusic;

import io.github.ccmusic.cqt.audio.AudioStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A stream that listens to what passes through it: how long it is, how much of it is silence, how much is cut off. */
final class SoundMeter implements AudioStream {
    /** 60 dB below full scale. */
    private static final float SILENT = 1e-3f;

    /** The largest 16-bit sample is 32767/32768. */
    private static final float FULL_SCALE = 0.9999f;

    /** One sample at full scale may be a peak; so many in a row are a peak that was cut off. */
    private static final int CLIPPED_RUN = 3;

    private static final double MUCH_CLIPPED = 1e-3;
    private static final double MOSTLY = 0.5;

    private final AudioStream source;
    private final int blockSamples;

    private long samples;
    private long silentSamples;
    private long clippedSamples;
    private long nanos;
    private int run;
    private int inBlock;
    private float blockPeak;

    SoundMeter(AudioStream source) {
        this.source = source;
        this.blockSamples = Math.max(1, source.sampleRateHz() / 10);
    }

    @Override
    public int sampleRateHz() {
        return source.sampleRateHz();
    }

    @Override
    public int read(float[] buffer, int offset, int length) throws IOException {
        long start = System.nanoTime();
        int n = source.read(buffer, offset, length);
        nanos += System.nanoTime() - start;
        for (int i = offset; i < offset + n; i++) {
            listen(buffer[i]);
        }
        return n;
    }

    private void listen(float sample) {
        if (!Float.isFinite(sample)) {
            throw new IllegalArgumentException(
                    "sample " + samples + " is " + sample + ", expected a number in [-1, 1]");
        }
        float level = Math.abs(sample);
        samples++;
        if (level < FULL_SCALE) {
            run = 0;
        } else if (++run >= CLIPPED_RUN) {
            clippedSamples += run == CLIPPED_RUN ? CLIPPED_RUN : 1;
        }
        blockPeak = Math.max(blockPeak, level);
        if (++inBlock == blockSamples) {
            endBlock();
        }
    }

    private void endBlock() {
        if (blockPeak < SILENT) {
            silentSamples += inBlock;
        }
        inBlock = 0;
        blockPeak = 0;
    }

    /** The length of what has passed. */
    double seconds() {
        return samples / (double) sampleRateHz();
    }

    /** The time spent in the source. */
    long nanos() {
        return nanos;
    }

    /** What is amiss, once the stream is at its end. */
    List<AudioWarning> warnings() {
        endBlock();
        List<AudioWarning> warnings = new ArrayList<>();
        double silent = silentSamples / (double) samples;
        if (silent > MOSTLY) {
            warnings.add(new AudioWarning(
                    AudioWarning.Kind.MOSTLY_SILENT,
                    String.format(Locale.ROOT, "%.0f %% of the clip is silence, under -60 dB", 100 * silent)));
        }
        double clipped = clippedSamples / (double) samples;
        if (clipped > MUCH_CLIPPED) {
            warnings.add(new AudioWarning(
                    AudioWarning.Kind.CLIPPED,
                    String.format(Locale.ROOT, "%.1f %% of the samples are cut off at full scale", 100 * clipped)));
        }
        return warnings;
    }

    /** Nothing to do: the source belongs to whoever opened it. */
    @Override
    public void close() {}
}
