package io.github.ccmusic;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/**
 * Something about the sound that makes its genre less certain.
 *
 * @param detail a sentence with the figure found
 */
public record AudioWarning(Kind kind, String detail) {

    /** What may be amiss. */
    public enum Kind {
        /** The clip is shorter than one slice. */
        SHORT_CLIP,
        /** Most of the clip is silence. */
        MOSTLY_SILENT,
        /** The recording was too loud for its format, and its peaks are cut off. */
        CLIPPED,
        /** The recording has a lower sample rate than the model was trained on, and so lacks the treble. */
        UPSAMPLED,
        /** The file is cut short, or damaged so that parts of it could not be read. */
        DAMAGED
    }

    /** The form that JSON shows: {@code "short_clip: …"}. */
    @JsonValue
    @Override
    public String toString() {
        return kind.name().toLowerCase(Locale.ROOT) + ": " + detail;
    }
}
