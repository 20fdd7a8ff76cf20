package io.github.ccmusic.cqt.image;

import io.github.ccmusic.cqt.Spectrogram;

/**
 * A stretch of a spectrogram.
 *
 * @param firstFrame the first frame in it
 * @param endFrame the first frame after it
 * @param startSeconds when it begins in the sound
 * @param endSeconds when it ends
 */
public record Slice(int firstFrame, int endFrame, double startSeconds, double endSeconds) {
    public Slice {
        if (firstFrame < 0 || endFrame <= firstFrame) {
            throw new IllegalArgumentException("not a slice: frames " + firstFrame + " to " + endFrame);
        }
    }

    /** Frames of a spectrogram with the times at which they stand. */
    static Slice of(Spectrogram spectrogram, int firstFrame, int endFrame) {
        double secondsPerFrame = spectrogram.seconds() / spectrogram.frames();
        return new Slice(firstFrame, endFrame, firstFrame * secondsPerFrame, endFrame * secondsPerFrame);
    }

    /** The whole of a spectrogram. */
    public static Slice all(Spectrogram spectrogram) {
        return of(spectrogram, 0, spectrogram.frames());
    }

    public int frames() {
        return endFrame - firstFrame;
    }
}
