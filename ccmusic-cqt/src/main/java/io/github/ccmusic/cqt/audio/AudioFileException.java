package io.github.ccmusic.cqt.audio;

import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Says why a file or a stream could not be read as audio: what was found, what was expected, what to do. */
public final class AudioFileException extends IOException {
    private static final long serialVersionUID = 1;

    private final transient @Nullable Path file;

    AudioFileException(@Nullable Path file, String problem) {
        this(file, problem, null);
    }

    /**
     * An exception for an {@link AudioDecoder} to throw.
     *
     * @param file null if the bytes came from a stream
     * @param problem a clause that continues the file's name
     */
    public AudioFileException(@Nullable Path file, String problem, @Nullable Throwable cause) {
        super((file == null ? "audio stream" : file) + ": " + problem, cause);
        this.file = file;
    }

    /** The file that could not be read; null if the bytes came from a stream. */
    public @Nullable Path file() {
        return file;
    }
}
