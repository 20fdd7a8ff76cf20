package io.github.ccmusic.decoding;

import io.github.ccmusic.cqt.audio.AudioReader;
import io.github.ccmusic.cqt.audio.AudioStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Opens recordings as an {@link AudioDecoding} says.
 *
 * <p>Owned by whoever opened it; every method may be called from any number of threads. A stream that is open when the reader is closed
 * can be read to its end.
 */
public final class RecordingReader implements AutoCloseable {
    private final Optional<IsolatedDecoder> isolated;

    private RecordingReader(Optional<IsolatedDecoder> isolated) {
        this.isolated = isolated;
    }

    static RecordingReader inProcess() {
        return new RecordingReader(Optional.empty());
    }

    /** Takes the decoder over. */
    static RecordingReader isolated(IsolatedDecoder decoder) {
        return new RecordingReader(Optional.of(decoder));
    }

    /**
     * Opens a file; the caller closes the stream. Where as many as may be are being decoded in processes of their own, this waits.
     *
     * @throws io.github.ccmusic.cqt.audio.AudioFileException if the file is damaged, or of a kind that is not decoded, or if it killed
     *     its decoder
     * @throws IOException if it cannot be read
     * @throws IllegalStateException after {@link #close}, if it would be decoded in a process of its own
     */
    public AudioStream open(Path file) throws IOException {
        return isolated.isPresent() ? AudioReader.open(file, isolated.get()) : AudioReader.open(file);
    }

    /** Opens the bytes of a recording, which are read to their end; the caller closes both. @see #open(Path) */
    public AudioStream open(InputStream bytes) throws IOException {
        return isolated.isPresent() ? AudioReader.open(bytes, isolated.get()) : AudioReader.open(bytes);
    }

    /** Ends the processes that decode, once the streams that are open are closed. A second call does nothing. */
    @Override
    public void close() {
        isolated.ifPresent(IsolatedDecoder::close);
    }
}
