package io.github.ccmusic.cqt.audio;

import org.jspecify.annotations.Nullable;

/**
 * The header of a frame of MPEG audio. Source: ISO/IEC 11172-3, section 2.4.2.3, and 13818-3 for the lower rates.
 *
 * @param layer 1, 2 or 3
 * @param bytes the length of the frame, header and all
 * @param samples how many it becomes, of each channel
 */
record MpegFrame(int version, int layer, int sampleRateHz, int channels, int bytes, int samples) {
    private static final int[] RATES = {44_100, 48_000, 32_000};

    /** In kbit/s, by layer, for MPEG-1. */
    private static final int[][] BIT_RATES_1 = {
        {32, 64, 96, 128, 160, 192, 224, 256, 288, 320, 352, 384, 416, 448},
        {32, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 384},
        {32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320}
    };

    /** The same for MPEG-2 and 2.5. */
    private static final int[][] BIT_RATES_2 = {
        {32, 48, 56, 64, 80, 96, 112, 128, 144, 160, 176, 192, 224, 256},
        {8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160},
        {8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160}
    };

    /** Reads a header; null if these four bytes are none. Free bit rates are none either: nobody uses them. */
    static @Nullable MpegFrame of(int header) {
        int versionBits = header >>> 19 & 3;
        int layer = 4 - (header >>> 17 & 3);
        int bitRateIndex = header >>> 12 & 15;
        int rateIndex = header >>> 10 & 3;
        boolean valid = header >>> 21 == 0x7FF
                && versionBits != 1
                && layer != 4
                && bitRateIndex != 0
                && bitRateIndex != 15
                && rateIndex != 3;
        if (!valid) {
            return null;
        }
        int version = versionBits == 3 ? 1 : 2;
        int rate = RATES[rateIndex] >> (versionBits == 3 ? 0 : versionBits == 2 ? 1 : 2);
        int bitsPerSecond = 1000 * (version == 1 ? BIT_RATES_1 : BIT_RATES_2)[layer - 1][bitRateIndex - 1];
        int samples = layer == 1 ? 384 : layer == 3 && version == 2 ? 576 : 1152;
        int padding = header >>> 9 & 1;
        int bytes =
                layer == 1 ? (12 * bitsPerSecond / rate + padding) * 4 : samples / 8 * bitsPerSecond / rate + padding;
        return new MpegFrame(version, layer, rate, (header >>> 6 & 3) == 3 ? 1 : 2, bytes, samples);
    }

    /** Whether the other one may follow in one stream. */
    boolean goesOnWith(MpegFrame next) {
        return version == next.version && layer == next.layer && sampleRateHz == next.sampleRateHz;
    }
}
