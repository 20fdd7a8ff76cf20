package io.github.ccmusic.cqt.image;

import io.github.ccmusic.cqt.Spectrogram;
import java.util.ArrayList;
import java.util.List;

/**
 * Cuts a spectrogram into slices of equal length; what does not fill a slice is left out, half of it at either end.
 *
 * @param sliceSeconds the length of a slice
 * @param hopSeconds from the beginning of one slice to the beginning of the next
 */
public record SpectrogramSlicer(double sliceSeconds, double hopSeconds) {
    public SpectrogramSlicer {
        if (!(sliceSeconds > 0 && sliceSeconds < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("sliceSeconds must be positive: " + sliceSeconds);
        }
        if (!(hopSeconds > 0 && hopSeconds < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("hopSeconds must be positive: " + hopSeconds);
        }
    }

    /** Slices of 11.4 seconds, one after the other. */
    public static SpectrogramSlicer upstreamDefaults() {
        return new SpectrogramSlicer(11.4, 11.4);
    }

    /** The slices of a spectrogram, in order; none if it is shorter than one slice. */
    public List<Slice> slice(Spectrogram spectrogram) {
        int frames = spectrogram.frames();
        int length = framesIn(sliceSeconds, frames, spectrogram.seconds());
        int hop = Math.max(1, framesIn(hopSeconds, frames, spectrogram.seconds()));
        List<Slice> slices = new ArrayList<>();
        if (length < 1 || frames < length) {
            return slices;
        }
        int count = 1 + (frames - length) / hop;
        int begin = (frames - length - (count - 1) * hop) / 2;
        for (int i = 0; i < count; i++) {
            int first = begin + i * hop;
            slices.add(Slice.of(spectrogram, first, first + length));
        }
        return slices;
    }

    /**
     * Whether sound fills at least one slice. Since a slice's frames are rounded down, sound does that may be shorter than a slice by
     * somewhat less than a frame: at librosa's defaults, 11.3769 s are 490 frames, and so are 11.4 s of them.
     *
     * @param frames of its spectrogram
     * @param seconds how long it is
     */
    public boolean isFilledBy(int frames, double seconds) {
        return framesIn(sliceSeconds, frames, seconds) <= frames;
    }

    /** Rounded down, as upstream does, so that 11.4 s are 490 or 491 frames depending on the clip. */
    private static int framesIn(double seconds, int frames, double soundSeconds) {
        return (int) (seconds * frames / soundSeconds);
    }
}
