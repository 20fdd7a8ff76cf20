package io.github.ccmusic.cqt.audio;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Turns interleaved frames of PCM bytes into mono samples: the mean of the channels. */
final class PcmDecoder {
    private static final int SAMPLES = 1 << 14;

    /** Louder than 32-bit integers that somebody wrote as floats; what is squared and summed up later stays finite. */
    private static final float LOUDEST = 1e10f;

    private final @Nullable Path file;
    private final SampleType type;
    private final int channels;
    private final ByteBuffer bytes;
    private final float[] interleaved;
    private long framesDecoded;

    PcmDecoder(@Nullable Path file, SampleType type, int channels) {
        this.file = file;
        this.type = type;
        this.channels = channels;
        int frames = Math.max(1, SAMPLES / channels);
        this.bytes = ByteBuffer.allocate(frames * bytesPerFrame()).order(ByteOrder.LITTLE_ENDIAN);
        this.interleaved = new float[frames * channels];
    }

    int bytesPerFrame() {
        return type.bytes() * channels;
    }

    /** The buffer to fill from index 0 on before {@link #decode}; it holds a few thousand samples. */
    ByteBuffer bytes() {
        return bytes;
    }

    /** How many whole frames may be put into {@link #bytes} when so many samples are asked for. */
    int framesFor(int samples) {
        return Math.min(samples, interleaved.length / channels);
    }

    /** Decodes the first frames of {@link #bytes}. */
    void decode(int frames, float[] mono, int offset) throws AudioFileException {
        framesDecoded += frames;
        if (type == SampleType.SIGNED_16 && channels == 2) {
            decodeStereo(frames, mono, offset);
            return;
        }
        int count = frames * channels;
        type.decode(bytes, interleaved, count);
        if (type.isFloat()) {
            requireSound(count);
        }
        if (channels == 1) {
            System.arraycopy(interleaved, 0, mono, offset, frames);
        } else {
            mix(frames, mono, offset);
        }
    }

    /** What most music comes in: both channels in one load; the sum of two shorts is exact in a float. */
    private void decodeStereo(int frames, float[] mono, int offset) {
        for (int i = 0; i < frames; i++) {
            int both = bytes.getInt(4 * i);
            mono[offset + i] = ((short) both + (both >> 16)) * 0x1p-16f;
        }
    }

    private void mix(int frames, float[] mono, int offset) {
        for (int i = 0, at = 0; i < frames; i++) {
            float sum = 0;
            for (int c = 0; c < channels; c++) {
                sum += interleaved[at++];
            }
            mono[offset + i] = sum / channels;
        }
    }

    private void requireSound(int count) throws AudioFileException {
        for (int i = 0; i < count; i++) {
            if (!(Math.abs(interleaved[i]) <= LOUDEST)) {
                throw new AudioFileException(
                        file,
                        "sample " + (framesDecoded - count / channels + i / channels) + " is " + interleaved[i]
                                + "; expected a number in [-1, 1]. Export the file again.");
            }
        }
    }
}
