package io.github.ccmusic.cqt;

import io.github.ccmusic.cqt.audio.AudioStream;
import java.io.InterruptedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Samples that are needed a second time, in blocks, so that keeping them takes no more than their own size. */
final class SampleStore {
    private final List<float[]> blocks = new ArrayList<>();

    void add(float[] samples, int offset, int count) {
        blocks.add(Arrays.copyOfRange(samples, offset, offset + count));
    }

    /**
     * Sends them once more.
     *
     * @throws InterruptedIOException if the thread is interrupted; it stays so
     */
    void forEach(AudioStream.Block consumer) throws InterruptedIOException {
        for (float[] block : blocks) {
            if (Thread.currentThread().isInterrupted()) {
                throw new InterruptedIOException("interrupted while sound was analysed");
            }
            consumer.accept(block, 0, block.length);
        }
    }
}
