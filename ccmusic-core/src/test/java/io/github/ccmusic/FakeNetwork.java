package io.github.ccmusic;

import io.github.ccmusic.models.CallGate;
import io.github.ccmusic.models.Network;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/** A network without native code: logits are any function of the picture, and so are the features, the same. */
public final class FakeNetwork implements Network {
    private final int classes;
    private final int size;
    private final Function<float[], float[]> logits;
    private final CallGate calls = new CallGate("fake network");
    final AtomicInteger closed = new AtomicInteger();

    public FakeNetwork(int size, int classes, Function<float[], float[]> logits) {
        this.size = size;
        this.classes = classes;
        this.logits = logits;
    }

    /** Always the same answer. */
    public static FakeNetwork answering(float... logits) {
        return new FakeNetwork(224, logits.length, picture -> logits);
    }

    @Override
    public int inputHeight() {
        return size;
    }

    @Override
    public int inputWidth() {
        return size;
    }

    @Override
    public int classes() {
        return classes;
    }

    @Override
    public float[][] logits(float[] nchw, int batch) {
        calls.enter();
        try {
            int picture = nchw.length / batch;
            float[][] answers = new float[batch][];
            for (int i = 0; i < batch; i++) {
                answers[i] = logits.apply(java.util.Arrays.copyOfRange(nchw, i * picture, (i + 1) * picture));
            }
            return answers;
        } finally {
            calls.leave();
        }
    }

    @Override
    public float[][] features(float[] nchw, int batch) {
        return logits(nchw, batch);
    }

    @Override
    public void close() {
        if (calls.shutAndWait()) {
            closed.incrementAndGet();
        }
    }
}
