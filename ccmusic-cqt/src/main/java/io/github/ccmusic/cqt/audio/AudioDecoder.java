package io.github.ccmusic.cqt.audio;

import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Decodes the recordings that {@link AudioReader} does not read itself, which are all but WAV files of plain samples: in this process
 * unless another decoder is named.
 */
@FunctionalInterface
public interface AudioDecoder {

    /**
     * Opens a recording; the caller closes the stream.
     *
     * @param copy the recording under a name never used before, in the default file system; it is there until the stream is closed
     * @param file what to call it in errors; null if its bytes came from a stream
     * @throws AudioFileException if it is damaged, or of a kind that is not decoded
     * @throws IOException if it cannot be read
     */
    AudioStream open(Path copy, @Nullable Path file) throws IOException;
}
