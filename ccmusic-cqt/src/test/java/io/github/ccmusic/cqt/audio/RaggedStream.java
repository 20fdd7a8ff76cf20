package io.github.ccmusic.cqt.audio;

import java.io.IOException;
import java.util.Random;

/** A clip in blocks of any length, as a slow source would give it. */
public final class RaggedStream implements AudioStream {
    private final AudioStream stream;
    private final Random random;

    public RaggedStream(AudioClip clip, Random random) {
        this.stream = AudioStream.of(clip);
        this.random = random;
    }

    @Override
    public int sampleRateHz() {
        return stream.sampleRateHz();
    }

    @Override
    public int read(float[] buffer, int offset, int length) throws IOException {
        return stream.read(buffer, offset, Math.min(length, 1 + random.nextInt(random.nextBoolean() ? 10 : 5000)));
    }

    @Override
    public void close() {}
}
