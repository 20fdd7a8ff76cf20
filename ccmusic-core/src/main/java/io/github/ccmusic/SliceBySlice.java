package io.github.ccmusic;

import io.github.ccmusic.cqt.audio.AudioClip;
import io.github.ccmusic.cqt.audio.AudioStream;
import io.github.ccmusic.modeldir.SliceSpec;
import java.io.IOException;
import java.util.Arrays;
import java.util.function.Consumer;

/** Cuts a stream into stretches of one slice and has a model judge each as soon as its last sample is there, in memory for one of them. */
final class SliceBySlice {
    private final GenreModel model;
    private final AudioStream audio;
    private final SliceSpec spec;
    private final float[] stretch;
    private int filled;

    SliceBySlice(GenreModel model, AudioStream audio) {
        this.model = model;
        this.audio = audio;
        this.spec = model.info().slices();
        this.stretch = new float[Math.toIntExact((long) Math.ceil(spec.seconds() * audio.sampleRateHz()))];
    }

    void run(Consumer<? super SlicePrediction> each) throws IOException {
        long start = 0;
        fill();
        each.accept(judged(start));
        for (long count = 1; filled == stretch.length; count++) {
            // Counted from the beginning, so that rounding does not add up.
            long next = Math.round(count * spec.hopSeconds() * audio.sampleRateHz());
            advance(next - start);
            start = next;
            fill();
            if (filled == stretch.length) {
                each.accept(judged(start));
            }
        }
    }

    /** The first stretch may be shorter than a slice; then the model says what becomes of it. */
    private SlicePrediction judged(long start) throws IOException {
        AudioClip clip = AudioClip.of(Arrays.copyOf(stretch, filled), audio.sampleRateHz());
        GenrePrediction answer = model.classify(AudioStream.of(clip));
        double startSeconds = start / (double) audio.sampleRateHz();
        return new SlicePrediction(
                startSeconds,
                startSeconds + spec.seconds(),
                answer.slices().isEmpty()
                        ? answer.genres()
                        : answer.slices().get(0).genres());
    }

    private void advance(long samples) throws IOException {
        int dropped = (int) Math.min(samples, filled);
        System.arraycopy(stretch, dropped, stretch, 0, filled - dropped);
        filled -= dropped;
        for (long gap = samples - dropped; gap > 0; ) {
            int n = read(0, (int) Math.min(gap, stretch.length));
            if (n < 0) {
                return;
            }
            gap -= n;
        }
    }

    private void fill() throws IOException {
        while (filled < stretch.length) {
            int n = read(filled, stretch.length - filled);
            if (n < 0) {
                return;
            }
            filled += n;
        }
    }

    private int read(int offset, int length) throws IOException {
        StopCheck.INTERRUPTION.check();
        return audio.read(stretch, offset, length);
    }
}
