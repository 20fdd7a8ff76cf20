package io.github.ccmusic.cqt.audio;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * What a WAV file says of itself, checked against the file.
 *
 * <p>Source: "Multimedia Programming Interface and Data Specifications 1.0" (IBM, Microsoft, 1991) and "Multiple Channel
 * Audio Data and WAVE Files" (Microsoft, 2001); RF64 after EBU Tech 3306.
 *
 * @param dataStart the byte at which the samples begin
 * @param frames how many whole frames the file holds
 * @param framesAnnounced how many it says that it holds; as many as it does where it does not know
 */
record WavHeader(SampleType type, int channels, int sampleRateHz, long dataStart, long frames, long framesAnnounced)
        implements WavContent {
    private static final int DS64 = 0x34367364;
    private static final int FMT = 0x20746d66;
    private static final int DATA = 0x61746164;

    /** What stands for a size that the writer did not know, or that 32 bits cannot hold. */
    private static final long UNKNOWN = 0xFFFFFFFFL;

    /** What writes to a pipe announces this or more: the most that 31 bits hold, less a header. */
    private static final long STREAMED = 0x7FFF0000L;

    private static final int PCM = 1;
    private static final int IEEE_FLOAT = 3;
    private static final int EXTENSIBLE = 0xFFFE;

    /** A file of nothing but empty chunks must not keep us busy. */
    private static final int MAX_CHUNKS = 10_000;

    /** Whether a file begins like a WAV file. */
    static boolean isWav(FileBytes bytes) throws IOException {
        return bytes.says(8, "WAVE") && (bytes.says(0, "RIFF") || bytes.says(0, "RF64"));
    }

    /** Reads the header of a file for which {@link #isWav} holds. */
    static WavContent read(SeekableByteChannel channel, @Nullable Path file) throws IOException {
        return new Reader(channel, file).read();
    }

    private record Format(int tag, int channels, long rate, int frameBytes, int bits) {}

    private static final class Reader {
        private final SeekableByteChannel channel;
        private final @Nullable Path file;

        Reader(SeekableByteChannel channel, @Nullable Path file) {
            this.channel = channel;
            this.file = file;
        }

        WavContent read() throws IOException {
            long end = channel.size();
            long position = 12;
            Format format = null;
            long dataSize = 0;
            for (int chunk = 0; chunk < MAX_CHUNKS && position + 8 <= end; chunk++) {
                ByteBuffer header = bytes(position, 8, "a chunk header");
                int id = header.getInt(0);
                long size = Integer.toUnsignedLong(header.getInt(4));
                position += 8;
                if (id == DS64 && size >= 16) {
                    dataSize =
                            Math.max(0, bytes(position, 16, "the 'ds64' chunk").getLong(8));
                } else if (id == FMT) {
                    format = format(position, size);
                } else if (id == DATA) {
                    if (format == null) {
                        throw bad("'data' comes before 'fmt '; the format of its samples is unknown");
                    }
                    // In RF64 the size stands in 'ds64'. Streamed files carry 0 or 0xFFFFFFFF here, interrupted ones
                    // too much:
                    // all go to the end of the file.
                    long claimed = size == UNKNOWN && dataSize > 0 ? dataSize : size;
                    long available = end - position;
                    long held = claimed == 0 ? available : Math.min(claimed, available);
                    boolean streamed = claimed == 0 || (claimed == size && size >= STREAMED);
                    return header(format, position, held, streamed ? held : claimed);
                }
                position += size + (size & 1);
            }
            throw bad(
                    format == null
                            ? "has no 'fmt ' chunk; the file is truncated or not a WAV file"
                            : "has no 'data' chunk; the file is truncated or holds no sound");
        }

        private Format format(long position, long size) throws IOException {
            if (size < 16) {
                throw bad("its 'fmt ' chunk has " + size + " bytes; it needs at least 16");
            }
            ByteBuffer fmt = bytes(position, (int) Math.min(size, 40), "the 'fmt ' chunk");
            int tag = Short.toUnsignedInt(fmt.getShort(0));
            if (tag == EXTENSIBLE) {
                if (size < 40) {
                    throw bad("its WAVE_FORMAT_EXTENSIBLE 'fmt ' chunk has " + size + " bytes; it needs 40");
                }
                // The first two bytes of the sub-format are the tag, the others always
                // {xxxx-0000-0010-8000-00AA00389B71}.
                boolean known = fmt.getShort(26) == 0
                        && fmt.getInt(28) == 0x00100000
                        && fmt.getInt(32) == 0xAA000080
                        && fmt.getInt(36) == 0x719B3800;
                tag = known ? Short.toUnsignedInt(fmt.getShort(24)) : EXTENSIBLE;
            }
            return new Format(
                    tag,
                    Short.toUnsignedInt(fmt.getShort(2)),
                    Integer.toUnsignedLong(fmt.getInt(4)),
                    Short.toUnsignedInt(fmt.getShort(12)),
                    Short.toUnsignedInt(fmt.getShort(14)));
        }

        private WavContent header(Format format, long position, long size, long announced) throws AudioFileException {
            if (format.tag != PCM && format.tag != IEEE_FLOAT) {
                return new WavContent.Compressed(format.tag);
            }
            if (format.channels == 0) {
                throw bad("its header names 0 channels; there must be at least one");
            }
            if (!SampleRate.isPlausible(format.rate)) {
                throw bad("its header names a sample rate of " + format.rate + " Hz; " + SampleRate.EXPECTED);
            }
            SampleType type = type(format);
            if (format.frameBytes != format.channels * type.bytes()) {
                throw bad("its header names frames of " + format.frameBytes + " bytes for " + format.channels
                        + " channels of " + format.bits + " bits; expected " + format.channels * type.bytes());
            }
            long frames = size / format.frameBytes;
            if (frames == 0) {
                throw bad("holds no samples");
            }
            return new WavHeader(
                    type, format.channels, (int) format.rate, position, frames, announced / format.frameBytes);
        }

        /** Bits are rounded up to bytes: a 20-bit sample stands in the upper bits of three. */
        private SampleType type(Format format) throws AudioFileException {
            if (format.tag == IEEE_FLOAT) {
                if (format.bits == 32) {
                    return SampleType.FLOAT_32;
                }
                if (format.bits == 64) {
                    return SampleType.FLOAT_64;
                }
                throw bad("has floating-point samples of " + format.bits + " bits; expected 32 or 64");
            }
            return switch ((format.bits + 7) / 8) {
                case 1 -> SampleType.UNSIGNED_8;
                case 2 -> SampleType.SIGNED_16;
                case 3 -> SampleType.SIGNED_24;
                case 4 -> SampleType.SIGNED_32;
                default -> throw bad("has integer samples of " + format.bits + " bits; expected 8, 16, 24 or 32");
            };
        }

        private ByteBuffer bytes(long position, int count, String what) throws IOException {
            ByteBuffer bytes = ByteBuffer.allocate(count).order(ByteOrder.LITTLE_ENDIAN);
            channel.position(position);
            while (bytes.hasRemaining()) {
                if (channel.read(bytes) < 0) {
                    throw new AudioFileException(
                            file,
                            "ends within " + what + " at byte " + position + "; the file is truncated",
                            new EOFException());
                }
            }
            return bytes;
        }

        private AudioFileException bad(String problem) {
            return new AudioFileException(file, problem);
        }
    }
}
