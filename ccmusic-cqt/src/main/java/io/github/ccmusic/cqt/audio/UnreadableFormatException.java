package io.github.ccmusic.cqt.audio;

import java.io.IOException;

/** Says what a file is that cannot be read here; its file is named where it is known. */
final class UnreadableFormatException extends IOException {
    private static final long serialVersionUID = 1;

    UnreadableFormatException(String problem) {
        super(problem);
    }
}
