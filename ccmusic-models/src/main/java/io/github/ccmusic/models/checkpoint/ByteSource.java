package io.github.ccmusic.models.checkpoint;

import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * Bytes of known number, readable at any position: what torch calls a storage.
 *
 * <p>Reads are positional and may come from any number of threads.
 */
public interface ByteSource {

    /** How many bytes there are. */
    long size();

    /**
     * Fills a buffer.
     *
     * @param position where to begin, counted from the first byte
     * @param destination filled from its position to its limit, all of which must lie inside this source
     * @throws CheckpointException if the bytes turn out to be damaged or missing
     */
    void read(long position, ByteBuffer destination) throws IOException;

    /** The given range of these bytes, sharing their ownership. */
    default ByteSource slice(long start, long size) {
        if (start < 0 || size < 0 || start > size() - size) {
            throw new IllegalArgumentException(
                    "[" + start + ", " + start + " + " + size + ") lies outside " + size() + " bytes");
        }
        ByteSource whole = this;
        return new ByteSource() {
            @Override
            public long size() {
                return size;
            }

            @Override
            public void read(long position, ByteBuffer destination) throws IOException {
                if (position < 0 || position > size - destination.remaining()) {
                    throw new IndexOutOfBoundsException(
                            destination.remaining() + " bytes at " + position + " lie outside " + size);
                }
                whole.read(start + position, destination);
            }
        };
    }
}
