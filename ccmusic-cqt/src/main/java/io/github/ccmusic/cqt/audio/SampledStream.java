package io.github.ccmusic.cqt.audio;

import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ServiceLoader;
import javax.sound.sampled.AudioFormat;
import javax.sound.sampled.AudioFormat.Encoding;
import javax.sound.sampled.AudioInputStream;
import javax.sound.sampled.AudioSystem;
import javax.sound.sampled.UnsupportedAudioFileException;
import javax.sound.sampled.spi.AudioFileReader;
import org.jspecify.annotations.Nullable;

/** The samples of a file that a {@code javax.sound.sampled} provider decodes, at the file's own rate. */
final class SampledStream implements AudioStream {
    private static final String DECODERS = "com.tagtraum:ffsampledsp-complete:0.9.56";

    private final @Nullable Path file;
    private final AudioInputStream pcm;
    private final PcmDecoder decoder;
    private final int sampleRateHz;

    private SampledStream(@Nullable Path file, AudioInputStream pcm, int sampleRateHz, int channels) {
        this.file = file;
        this.pcm = pcm;
        this.sampleRateHz = sampleRateHz;
        this.decoder = new PcmDecoder(file, SampleType.FLOAT_32, channels);
    }

    /**
     * Opens a file.
     *
     * @param decodable the file, under a name never used before, since FFSampledSP remembers the format of each name; the name
     *     needs an extension, though not the right one
     * @param file what to call it in errors; null if it came from a stream
     * @param found what it is as far as we can tell, for the error if nothing decodes it
     */
    static SampledStream open(File decodable, @Nullable Path file, String found) throws IOException {
        AudioInputStream encoded = null;
        try {
            encoded = AudioSystem.getAudioInputStream(decodable);
            AudioFormat own = encoded.getFormat();
            int rate = Math.round(own.getSampleRate());
            int channels = own.getChannels();
            if (rate < 1 || channels < 1) {
                throw new AudioFileException(
                        file, "the decoder found " + channels + " channels at " + rate + " Hz; expected at least one");
            }
            AudioFormat floats = floats(rate, channels);
            if (channels > 2 && !AudioSystem.isConversionSupported(floats, own)) {
                // FFSampledSP gives no more than two.
                channels = 2;
                floats = floats(rate, channels);
            }
            AudioInputStream pcm = AudioSystem.getAudioInputStream(floats, encoded);
            return new SampledStream(file, pcm, rate, channels);
        } catch (UnsupportedAudioFileException e) {
            throw new AudioFileException(file, unsupported(found), e);
        } catch (IOException | RuntimeException e) {
            if (encoded != null) {
                encoded.close();
            }
            throw e instanceof AudioFileException known ? known : undecodable(file, e);
        }
    }

    private static AudioFormat floats(int rate, int channels) {
        return new AudioFormat(Encoding.PCM_FLOAT, rate, 32, channels, 4 * channels, rate, false);
    }

    private static String unsupported(String found) {
        boolean installed = ServiceLoader.load(AudioFileReader.class).stream()
                .anyMatch(provider -> provider.type().getName().startsWith("com.tagtraum.ffsampledsp."));
        return installed
                ? "is no audio format that FFmpeg knows, or its header is damaged"
                : found + ". MP3, OGG, FLAC, M4A, Opus and compressed WAV need " + DECODERS + " on the class path.";
    }

    private static AudioFileException undecodable(@Nullable Path file, Exception cause) {
        return new AudioFileException(
                file, "cannot be decoded; the file is damaged or of an unusual kind: " + cause.getMessage(), cause);
    }

    @Override
    public int sampleRateHz() {
        return sampleRateHz;
    }

    @Override
    public int read(float[] buffer, int offset, int length) throws IOException {
        int wanted = decoder.framesFor(length) * decoder.bytesPerFrame();
        int read;
        try {
            read = pcm.readNBytes(decoder.bytes().array(), 0, wanted);
        } catch (IOException e) {
            throw undecodable(file, e);
        }
        int frames = read / decoder.bytesPerFrame();
        if (frames == 0 && length > 0) {
            return -1;
        }
        decoder.decode(frames, buffer, offset);
        return frames;
    }

    @Override
    public void close() throws IOException {
        pcm.close();
    }
}
