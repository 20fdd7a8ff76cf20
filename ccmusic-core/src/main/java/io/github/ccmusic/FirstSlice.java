package io.github.ccmusic;

import io.github.ccmusic.cqt.audio.AudioClip;
import io.github.ccmusic.cqt.audio.AudioStream;
import io.github.ccmusic.modeldir.ShortClip;
import io.github.ccmusic.modeldir.SliceSpec;
import java.io.IOException;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.Queue;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/**
 * Makes sure that a stream fills at least one slice: looks ahead by that much and, if the stream ends earlier, does what the model's
 * config says about short clips.
 */
final class FirstSlice {
    private final AudioStream audio;
    private final Optional<AudioWarning> warning;

    private FirstSlice(AudioStream audio, Optional<AudioWarning> warning) {
        this.audio = audio;
        this.warning = warning;
    }

    /**
     * Looks ahead.
     *
     * @param fillSlice whether so many samples fill a slice although they end before it
     * @param buffers of earlier calls, to be used again: megabytes each
     * @throws IllegalArgumentException if there are no samples, or too few for a model that rejects such clips
     */
    static FirstSlice of(AudioStream source, SliceSpec spec, IntPredicate fillSlice, Queue<float[]> buffers)
            throws IOException {
        int rate = source.sampleRateHz();
        int sliceLength = Math.toIntExact((long) Math.ceil(spec.seconds() * rate));
        float[] spare = buffers.poll();
        float[] buffer = spare != null && spare.length == sliceLength ? spare : new float[sliceLength];
        int n = fill(source, buffer);
        if (n == sliceLength) {
            return new FirstSlice(new Continued(buffer, source, buffers), Optional.empty());
        }
        if (n == 0) {
            throw new IllegalArgumentException("there are no samples to judge");
        }
        if (fillSlice.test(n)) {
            return new FirstSlice(AudioStream.of(AudioClip.of(Arrays.copyOf(buffer, n), rate)), Optional.empty());
        }
        // Rounded down, so that it never reads like the length of a slice.
        String length = String.format(
                Locale.ROOT,
                "%.1f s%s, and a slice has %s s",
                Math.floor(10.0 * n / rate) / 10,
                spec.trimTopDb().isPresent() ? " without its silence" : "",
                spec.seconds());
        if (spec.shortClip() == ShortClip.REPEAT) {
            for (int i = n; i < sliceLength; i++) {
                buffer[i] = buffer[i - n];
            }
        } else if (spec.shortClip() == ShortClip.REJECT) {
            throw new IllegalArgumentException("the clip is too short for this model: it has " + length
                    + ". Give it a longer one, or set \"short_clip\" in config.json to \"repeat\" or \"zero\"");
        } else {
            Arrays.fill(buffer, n, sliceLength, 0);
        }
        String filled = spec.shortClip() == ShortClip.REPEAT ? "repeated" : "filled up with silence";
        return new FirstSlice(
                AudioStream.of(AudioClip.of(buffer, rate)),
                Optional.of(new AudioWarning(
                        AudioWarning.Kind.SHORT_CLIP, "the clip has " + length + "; it was " + filled)));
    }

    /** The same sound, which fills at least one slice. */
    AudioStream audio() {
        return audio;
    }

    /** That the clip is short, if it is. */
    Optional<AudioWarning> warning() {
        return warning;
    }

    private static int fill(AudioStream source, float[] buffer) throws IOException {
        int filled = 0;
        while (filled < buffer.length) {
            int n = source.read(buffer, filled, buffer.length - filled);
            if (n < 0) {
                break;
            }
            filled += n;
        }
        return filled;
    }

    /** What was read ahead, then the rest. */
    private static final class Continued implements AudioStream {
        private final AudioStream rest;
        private final Queue<float[]> buffers;
        private float @Nullable [] ahead;
        private int position;

        Continued(float[] ahead, AudioStream rest, Queue<float[]> buffers) {
            this.ahead = ahead;
            this.rest = rest;
            this.buffers = buffers;
        }

        @Override
        public int sampleRateHz() {
            return rest.sampleRateHz();
        }

        @Override
        public int read(float[] buffer, int offset, int length) throws IOException {
            if (ahead == null) {
                return rest.read(buffer, offset, length);
            }
            int n = Math.min(length, ahead.length - position);
            System.arraycopy(ahead, position, buffer, offset, n);
            position += n;
            if (position == ahead.length) {
                buffers.offer(ahead);
                ahead = null;
            }
            return n;
        }

        @Override
        public void close() throws IOException {
            rest.close();
        }
    }
}
