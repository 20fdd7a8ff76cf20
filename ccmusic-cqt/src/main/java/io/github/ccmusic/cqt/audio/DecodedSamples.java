package io.github.ccmusic.cqt.audio;

import java.util.Set;
import javax.sound.sampled.AudioFormat;
import javax.sound.sampled.AudioFormat.Encoding;
import org.jspecify.annotations.Nullable;

/**
 * How a decoder hands its samples over if nobody asks it for others.
 *
 * <p>FFSampledSP converts to stereo and mono alone, and FFmpeg mixes more channels down in its own way, which leaves the bass channel
 * out. Unconverted, all channels come, side by side, in the form that the decoder works in; it is not told, but each has its own.
 */
final class DecodedSamples {
    private static final Set<String> FLOAT_DECODERS = Set.of("MPEG4 AAC", "OPUS", "VORBIS", "MPEG-1, Layer 3");
    private static final Set<String> INTEGER_DECODERS = Set.of("FLAC", "Apple Lossless");

    private DecodedSamples() {}

    /** The form that samples can be read in unconverted; null if they have to be converted to floats first. */
    static @Nullable SampleType typeOf(AudioFormat decoded, SoundFormat format) {
        int bits = decoded.getSampleSizeInBits();
        Encoding encoding = decoded.getEncoding();
        if (encoding.toString().equals(Encoding.PCM_SIGNED.toString())) {
            return bits == 16
                    ? SampleType.SIGNED_16
                    : bits == 24 ? SampleType.SIGNED_24 : bits == 32 ? SampleType.SIGNED_32 : null;
        } else if (encoding.toString().equals(Encoding.PCM_FLOAT.toString())) {
            return bits == 32 ? SampleType.FLOAT_32 : bits == 64 ? SampleType.FLOAT_64 : null;
        } else if (decoded.getChannels() <= 2 || !Decoders.isFfmpeg(decoded)) {
            return null;
        } else if (FLOAT_DECODERS.contains(encoding.toString())) {
            return SampleType.FLOAT_32;
        } else if (INTEGER_DECODERS.contains(encoding.toString())) {
            // Containers that say 24 bits get 24; the others the upper ones of 32.
            boolean packed = format == SoundFormat.MP4 || format == SoundFormat.MATROSKA;
            return bits <= 16
                    ? SampleType.SIGNED_16
                    : bits == 24 && packed ? SampleType.SIGNED_24 : SampleType.SIGNED_32;
        }
        return null;
    }
}
