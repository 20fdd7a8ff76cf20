package io.github.ccmusic.models.checkpoint;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.zip.CRC32;

/**
 * An entry of a zip archive, checked against its CRC-32 whenever it is read whole, as a parameter's storage mostly is.
 *
 * <p>The sum is taken piece by piece, while the piece just read is still in the processor's cache.
 */
final class CrcCheckedSource implements ByteSource {

    private static final int PIECE_BYTES = 1 << 18;

    private final Path file;
    private final String name;
    private final ByteSource bytes;
    private final int expected;

    CrcCheckedSource(Path file, String name, ByteSource bytes, int expected) {
        this.file = file;
        this.name = name;
        this.bytes = bytes;
        this.expected = expected;
    }

    @Override
    public long size() {
        return bytes.size();
    }

    @Override
    public void read(long position, ByteBuffer destination) throws IOException {
        if (position != 0 || destination.remaining() != size()) {
            bytes.read(position, destination);
            return;
        }
        CRC32 sum = new CRC32();
        for (int at = 0, end = destination.remaining(); at < end; at += PIECE_BYTES) {
            ByteBuffer piece = destination.slice(destination.position(), Math.min(PIECE_BYTES, end - at));
            bytes.read(at, piece);
            sum.update(piece.flip());
            destination.position(destination.position() + piece.limit());
        }
        if ((int) sum.getValue() != expected) {
            throw new CheckpointException(
                    file,
                    String.format(
                            "'%s' has CRC-32 %08x, and the archive's directory says %08x: the file is damaged."
                                    + " Copy it from its source again",
                            name, sum.getValue(), expected));
        }
    }
}
