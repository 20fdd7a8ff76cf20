package io.github.ccmusic.models.djl;

import ai.djl.engine.EngineException;
import ai.djl.ndarray.types.Shape;
import io.github.ccmusic.models.CallGate;
import io.github.ccmusic.models.KernelProof;
import io.github.ccmusic.models.Network;
import io.github.ccmusic.models.graph.Program;
import java.util.Arrays;
import java.util.Optional;

/** A network that runs inside the engine. */
final class TorchNetwork implements Network {
    private final TorchModule module;
    private final Program program;
    private final String name;
    private final KernelProof proof;
    private final SideBySide lanes;
    private final CallGate calls;

    /** Takes the module and the lanes over. */
    TorchNetwork(String name, TorchModule module, Program program, KernelProof proof, SideBySide lanes) {
        this.name = name;
        this.module = module;
        this.program = program;
        this.proof = proof;
        this.lanes = lanes;
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
        return rows(module::run, nchw, batch);
    }

    @Override
    public float[][] features(float[] nchw, int batch) {
        if (program.featureShape() == null) {
            throw new UnsupportedOperationException("architecture " + name
                    + " does not say where its head begins, so that it has no features; place the head by Head.on");
        }
        return rows(module::features, nchw, batch);
    }

    @Override
    public Optional<KernelProof> proof() {
        return Optional.of(proof);
    }

    private float[][] rows(SideBySide.Forward method, float[] nchw, int batch) {
        int picture = program.inputShape().elementCount();
        if (batch < 1 || nchw.length != Math.multiplyExact(batch, picture)) {
            throw new IllegalArgumentException("expected " + batch + " pictures of " + program.inputShape() + ", "
                    + (long) batch * picture + " numbers; found " + nchw.length);
        }
        calls.enter();
        try {
            float[] answers = lanes.run(method, nchw, new Shape(batch, 3, inputHeight(), inputWidth()));
            float[][] rows = new float[batch][];
            int length = answers.length / batch;
            for (int i = 0; i < batch; i++) {
                rows[i] = Arrays.copyOfRange(answers, i * length, (i + 1) * length);
            }
            return rows;
        } catch (EngineException e) {
            throw EngineFailure.of(
                    "network " + name + ": a call with " + batch + " pictures of " + program.inputShape(), e);
        } finally {
            calls.leave();
        }
    }

    @Override
    public void close() {
        if (calls.shutAndWait()) {
            lanes.close();
            module.close();
        }
    }
}
