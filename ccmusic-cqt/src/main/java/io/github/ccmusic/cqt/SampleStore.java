package io.github.ccmusic.cqt;

import io.github.ccmusic.cqt.audio.AudioStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Samples that are needed a second time, in blocks, so that keeping them takes no more than their own size. */
final class SampleStore {
    private final List<float[]> blocks = new ArrayList<>();

    void add(float[] samples, int offset, int count) {
        blocks.add(Arrays.copyOfRange(samples, offset, offset + count));
    }

    void forEach(AudioStream.Block consumer) {
        for (float[] block : blocks) {
            consumer.accept(block, 0, block.length);
        }
    }
}
