package io.github.ccmusic.cqt.audio;

import java.io.File;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.ServiceConfigurationError;
import javax.sound.sampled.AudioFormat;
import javax.sound.sampled.AudioFormat.Encoding;
import javax.sound.sampled.AudioInputStream;
import org.jspecify.annotations.Nullable;

/** The samples of a file that a decoder on the class path reads, at the file's own rate. */
final class SampledStream extends CheckedStream {
    private final @Nullable Path file;
    private final SoundFormat format;
    private final AudioInputStream pcm;
    private final Announcement announcement;
    private final PcmDecoder decoder;
    private final int sampleBytes;
    private final boolean bigEndian;
    private final int sampleRateHz;
    private long framesRead;
    private boolean ended;

    private SampledStream(
            @Nullable Path file,
            SoundFormat format,
            AudioInputStream pcm,
            Announcement announcement,
            SampleType type,
            int sampleRateHz,
            int channels) {
        super(file);
        this.file = file;
        this.format = format;
        this.pcm = pcm;
        this.announcement = announcement;
        this.sampleRateHz = sampleRateHz;
        this.sampleBytes = type.bytes();
        this.bigEndian = pcm.getFormat().isBigEndian();
        this.decoder = new PcmDecoder(file, type, channels);
    }

    /**
     * Opens a file.
     *
     * @param decodable the file, under a name never used before, since FFSampledSP remembers the format of each name
     * @param file what to call it in errors; null if it came from a stream
     * @param format what it is by its first bytes
     */
    static SampledStream open(File decodable, @Nullable Path file, SoundFormat format) throws IOException {
        AudioInputStream encoded = null;
        try {
            Decoders.Opened opened = Decoders.open(decodable, format);
            encoded = opened.stream();
            AudioFormat own = encoded.getFormat();
            int rate = Math.round(own.getSampleRate());
            int channels = own.getChannels();
            if (channels < 1 || !SampleRate.isPlausible(rate)) {
                throw new AudioFileException(
                        file,
                        "the decoder found " + channels + " channels at " + rate + " Hz; " + SampleRate.EXPECTED
                                + " and at least one");
            }
            SampleType raw = DecodedSamples.typeOf(own, format);
            if (raw != null) {
                return new SampledStream(file, format, encoded, opened.announcement(), raw, rate, channels);
            }
            AudioFormat floats = new AudioFormat(Encoding.PCM_FLOAT, rate, 32, channels, 4 * channels, rate, false);
            return new SampledStream(
                    file,
                    format,
                    Decoders.convert(floats, encoded),
                    opened.announcement(),
                    SampleType.FLOAT_32,
                    rate,
                    channels);
        } catch (UnreadableFormatException e) {
            throw closing(encoded, new AudioFileException(file, String.valueOf(e.getMessage()), e));
        } catch (AudioFileException | FileSystemException e) { // the latter is no fault of the file's
            throw closing(encoded, e);
        } catch (Exception
                | LinkageError
                | ServiceConfigurationError e) { // checked ones too, which native code does not announce
            throw closing(encoded, undecodable(file, e));
        }
    }

    private static <E extends IOException> E closing(@Nullable AudioInputStream stream, E e) {
        if (stream != null) {
            try {
                stream.close();
            } catch (Exception second) {
                e.addSuppressed(second);
            }
        }
        return e;
    }

    private static AudioFileException undecodable(@Nullable Path file, Throwable cause) {
        return new AudioFileException(
                file, "cannot be decoded; the file is damaged or of an unusual kind: " + cause.getMessage(), cause);
    }

    @Override
    public int sampleRateHz() {
        return sampleRateHz;
    }

    @Override
    int next(float[] buffer, int offset, int length) throws IOException {
        int wanted = decoder.framesFor(length) * decoder.bytesPerFrame();
        int read;
        try {
            read = pcm.readNBytes(decoder.bytes().array(), 0, wanted);
        } catch (Exception e) {
            throw undecodable(file, e);
        }
        int frames = read / decoder.bytesPerFrame();
        if (frames == 0 && length > 0) {
            ended = true;
            return -1;
        }
        if (bigEndian) {
            reverse(decoder.bytes(), frames * decoder.bytesPerFrame());
        }
        decoder.decode(frames, buffer, offset);
        framesRead += frames;
        return frames;
    }

    @Override
    public Optional<String> damage() {
        return ended ? announcement.missing(framesRead, sampleRateHz) : Optional.empty();
    }

    /** Turns the bytes of each sample round. */
    private void reverse(ByteBuffer bytes, int length) {
        for (int start = 0; start < length; start += sampleBytes) {
            for (int i = start, j = start + sampleBytes - 1; i < j; i++, j--) {
                byte b = bytes.get(i);
                bytes.put(i, bytes.get(j)).put(j, b);
            }
        }
    }

    @Override
    void release() throws IOException {
        pcm.close();
    }

    /** The format and what decodes it, for logs. */
    @Override
    public String toString() {
        return format.title() + " decoded by " + pcm.getClass().getSimpleName();
    }
}
