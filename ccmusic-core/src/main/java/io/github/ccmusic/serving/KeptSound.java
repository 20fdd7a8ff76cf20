package io.github.ccmusic.serving;

import io.github.ccmusic.cqt.audio.AudioStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Samples of a stream that are kept so that they can be heard again, as far as there is room.
 *
 * <p>Filled by one thread, then heard by any. It begins with one holder; the last one to release it gives the room back.
 */
final class KeptSound {
    private static final int BLOCK_SAMPLES = 1 << 14;

    private final KeepingRoom room;
    private final int sampleRateHz;
    private final List<float[]> blocks = new ArrayList<>();
    private final AtomicInteger holders = new AtomicInteger(1);
    private long length;

    KeptSound(KeepingRoom room, int sampleRateHz) {
        this.room = room;
        this.sampleRateHz = sampleRateHz;
    }

    /** Samples that are kept. */
    long length() {
        return length;
    }

    /** Reads on in a stream, and tells whether that was to its end; it stops where there is no more room. */
    boolean readFrom(AudioStream source) throws IOException {
        while (hasPlace()) {
            int at = (int) (length % BLOCK_SAMPLES);
            int n = source.read(blocks.get(blocks.size() - 1), at, BLOCK_SAMPLES - at);
            if (n < 0) {
                return true;
            }
            length += n;
        }
        return false;
    }

    /** Keeps some samples more, and tells whether there was room for all of them. */
    boolean add(float[] samples, int offset, int count) {
        for (int done = 0; done < count; ) {
            if (!hasPlace()) {
                return false;
            }
            int at = (int) (length % BLOCK_SAMPLES);
            int n = Math.min(count - done, BLOCK_SAMPLES - at);
            System.arraycopy(samples, offset + done, blocks.get(blocks.size() - 1), at, n);
            length += n;
            done += n;
        }
        return true;
    }

    /** Makes sure that there is at least one sample's place in the last block. */
    private boolean hasPlace() {
        if (length < (long) blocks.size() * BLOCK_SAMPLES) {
            return true;
        }
        if (!room.take(Float.BYTES * BLOCK_SAMPLES)) {
            return false;
        }
        blocks.add(new float[BLOCK_SAMPLES]);
        return true;
    }

    /** Everything that is kept, from the beginning; a holder may ask for it as often as it likes. */
    AudioStream stream() {
        return new Replay();
    }

    KeptSound retain() {
        holders.incrementAndGet();
        return this;
    }

    void release() {
        if (holders.decrementAndGet() == 0) {
            int count = blocks.size();
            blocks.clear();
            room.giveBack((long) count * Float.BYTES * BLOCK_SAMPLES);
        }
    }

    private final class Replay implements AudioStream {
        private long position;

        @Override
        public int sampleRateHz() {
            return sampleRateHz;
        }

        @Override
        public int read(float[] buffer, int offset, int wanted) {
            if (position == length) {
                return -1;
            }
            int at = (int) (position % BLOCK_SAMPLES);
            int n = (int) Math.min(Math.min(wanted, BLOCK_SAMPLES - at), length - position);
            System.arraycopy(blocks.get((int) (position / BLOCK_SAMPLES)), at, buffer, offset, n);
            position += n;
            return n;
        }

        @Override
        public void close() {}
    }
}
