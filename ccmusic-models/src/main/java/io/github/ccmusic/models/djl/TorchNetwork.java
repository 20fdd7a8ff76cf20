package io.github.ccmusic.models.djl;

import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.jni.JniUtils;
import io.github.ccmusic.models.CallGate;
import io.github.ccmusic.models.Network;
import io.github.ccmusic.models.graph.Program;
import java.util.Arrays;

/** A network that runs inside the engine. */
final class TorchNetwork implements Network {
    private final TorchModule module;
    private final Program program;
    private final CallGate calls;

    TorchNetwork(String name, TorchModule module, Program program) {
        this.module = module;
        this.program = program;
        this.calls = new CallGate("network " + name);
    }

    @Override
    public int inputHeight() {
        return program.inputShape().height();
    }

    @Override
    public int inputWidth() {
        return program.inputShape().width();
    }

    @Override
    public int classes() {
        return program.outputShape().channels();
    }

    @Override
    public float[][] logits(float[] nchw, int batch) {
        int picture = program.inputShape().elementCount();
        if (batch < 1 || nchw.length != Math.multiplyExact(batch, picture)) {
            throw new IllegalArgumentException("expected " + batch + " pictures of " + program.inputShape() + ", "
                    + (long) batch * picture + " numbers; found " + nchw.length);
        }
        calls.enter();
        try {
            // The calling thread's own setting. The program is what the optimiser would make of it, and its profiling
            // is dear.
            JniUtils.setGraphExecutorOptimize(false);
            float[] answers = module.run(nchw, new Shape(batch, 3, inputHeight(), inputWidth()));
            float[][] logits = new float[batch][];
            for (int i = 0; i < batch; i++) {
                logits[i] = Arrays.copyOfRange(answers, i * classes(), (i + 1) * classes());
            }
            return logits;
        } finally {
            calls.leave();
        }
    }

    @Override
    public void close() {
        if (calls.shutAndWait()) {
            module.close();
        }
    }
}
