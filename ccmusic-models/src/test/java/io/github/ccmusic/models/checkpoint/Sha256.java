package io.github.ccmusic.models.checkpoint;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** A channel that sums what is written to it. */
final class Sha256 implements WritableByteChannel {

    private final MessageDigest digest;

    Sha256() {
        try {
            digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every JDK has SHA-256", e);
        }
    }

    /** The sum of a tensor's contiguous little-endian bytes, in hexadecimal. */
    static String of(TensorData tensor) throws IOException {
        Sha256 sum = new Sha256();
        tensor.writeContiguousLittleEndianTo(sum);
        return HexFormat.of().formatHex(sum.digest.digest());
    }

    @Override
    public int write(ByteBuffer source) {
        int bytes = source.remaining();
        digest.update(source);
        return bytes;
    }

    @Override
    public boolean isOpen() {
        return true;
    }

    @Override
    public void close() {}
}
