package io.github.ccmusic.models.checkpoint;

import java.io.IOException;
import java.nio.ByteBuffer;

/** Bytes in memory. */
final class HeapSource implements ByteSource {

    private final byte[] bytes;

    /** Keeps the array. */
    HeapSource(byte[] bytes) {
        this.bytes = bytes;
    }

    /** All bytes of a source that is known to be small. */
    static HeapSource copyOf(ByteSource source) throws IOException {
        byte[] bytes = new byte[Math.toIntExact(source.size())];
        source.read(0, ByteBuffer.wrap(bytes));
        return new HeapSource(bytes);
    }

    @Override
    public long size() {
        return bytes.length;
    }

    @Override
    public void read(long position, ByteBuffer destination) {
        destination.put(bytes, Math.toIntExact(position), destination.remaining());
    }
}
