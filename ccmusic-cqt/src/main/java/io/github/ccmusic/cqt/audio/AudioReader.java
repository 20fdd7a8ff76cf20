package io.github.ccmusic.cqt.audio;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Opens audio files as mono samples at the file's own rate.
 *
 * <p>WAV (8, 16, 24 and 32-bit PCM, 32 and 64-bit float, any number of channels), AIFF and AU need nothing but the JDK. MP3, AAC, FLAC,
 * OGG (Vorbis, Opus, FLAC), M4A (AAC, Apple Lossless), WebM and Matroska, and WAV as ADPCM, A-law, µ-law, GSM or MP3 are decoded by FFmpeg as
 * soon as {@code com.tagtraum:ffsampledsp-complete} is on the class path of this library, or by other {@code javax.sound.sampled} providers
 * there. What a file is, its first bytes say and not its name; anything else is refused before a decoder sees it.
 *
 * <p>Several channels become their mean, whatever the format. Nothing is resampled here: decoders do it in their own ways, {@link Resampler} does
 * it in the way that the networks were trained with.
 *
 * <p>Every error names its file. {@code Thread.interrupt} ends opening and reading with an {@link java.io.InterruptedIOException} after
 * the block that is being read; the thread stays interrupted.
 */
public final class AudioReader {
    private AudioReader() {}

    /**
     * Opens a file; the caller closes the stream.
     *
     * @throws AudioFileException if the file is damaged, or of a kind that is not read here or that nothing on the class path decodes
     * @throws java.nio.file.FileSystemException if there is no such file, or it cannot be read
     */
    public static AudioStream open(Path file) throws IOException {
        return open(file, file, null);
    }

    /** Opens a file as {@link #open(Path)} does, with another decoder for what is no WAV file of plain samples. */
    public static AudioStream open(Path file, AudioDecoder decoder) throws IOException {
        return open(file, file, decoder);
    }

    /**
     * Opens audio that comes from a stream; the caller closes both. The bytes are first read to their end into a temporary
     * file, which closing the returned stream deletes.
     *
     * @throws AudioFileException if the bytes are damaged, or of a kind that is not read here or that nothing on the class path decodes
     * @throws IOException if the bytes cannot be read, or not be stored
     */
    public static AudioStream open(InputStream bytes) throws IOException {
        return spooled(bytes, null);
    }

    /** Opens a stream as {@link #open(InputStream)} does, with another decoder for what is no WAV file of plain samples. */
    public static AudioStream open(InputStream bytes, AudioDecoder decoder) throws IOException {
        return spooled(bytes, decoder);
    }

    /** Reads a whole file into memory. @see #open(Path) */
    public static AudioClip read(Path file) throws IOException {
        try (AudioStream stream = open(file)) {
            return stream.readFully();
        }
    }

    /** Reads the audio that comes from a stream into memory. @see #open(InputStream) */
    public static AudioClip read(InputStream bytes) throws IOException {
        try (AudioStream stream = open(bytes)) {
            return stream.readFully();
        }
    }

    private static AudioStream spooled(InputStream bytes, @Nullable AudioDecoder decoder) throws IOException {
        TemporaryFile spooled = TemporaryFile.holding(bytes);
        return owning(spooled, () -> open(spooled.path(), null, decoder));
    }

    private static AudioStream open(Path path, @Nullable Path file, @Nullable AudioDecoder decoder) throws IOException {
        Interruption.check(file);
        try {
            SoundSource.requireFile(path);
            return opened(path, file, decoder);
        } catch (UnreadableFormatException e) {
            throw new AudioFileException(file, String.valueOf(e.getMessage()), e);
        } catch (IOException e) {
            throw SoundSource.named(e, path, file);
        }
    }

    private static AudioStream opened(Path path, @Nullable Path file, @Nullable AudioDecoder decoder)
            throws IOException {
        SeekableByteChannel channel = Files.newByteChannel(path);
        AudioStream wav = null;
        SoundFormat.Found found;
        try {
            found = SoundFormat.of(new FileBytes(channel));
            if (found.format() == SoundFormat.WAV) {
                WavContent content = WavHeader.read(channel, file);
                if (content instanceof WavHeader header) {
                    wav = new WavStream(channel, header, file);
                    return wav;
                }
                ((WavContent.Compressed) content).requireKnown();
            }
        } finally {
            if (wav == null) {
                channel.close();
            }
        }
        TemporaryFile name = TemporaryFile.naming(path, found);
        AudioDecoder own = (copy, named) -> SampledStream.open(copy.toFile(), named, found.format());
        return owning(name, () -> (decoder == null ? own : decoder).open(name.path(), file));
    }

    private interface Opening {
        AudioStream open() throws IOException;
    }

    /** Opens a stream that, when closed, closes what it needs too; if it does not open, that is closed at once. */
    private static AudioStream owning(Closeable needed, Opening opening) throws IOException {
        try {
            return new OwningStream(opening.open(), needed);
        } catch (IOException | RuntimeException | Error e) {
            needed.close();
            throw e;
        }
    }
}
