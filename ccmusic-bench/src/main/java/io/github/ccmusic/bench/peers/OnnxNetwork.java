package io.github.ccmusic.bench.peers;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.OrtSession.SessionOptions;
import ai.onnxruntime.OrtSession.SessionOptions.OptLevel;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.Map;

/** A network inside ONNX Runtime, with every optimisation that it has. */
final class OnnxNetwork implements AutoCloseable {
    private final OrtEnvironment environment = OrtEnvironment.getEnvironment();
    private final OrtSession session;

    OnnxNetwork(byte[] model, int threads) throws OrtException {
        try (SessionOptions options = new SessionOptions()) {
            options.setIntraOpNumThreads(threads);
            options.setOptimizationLevel(OptLevel.ALL_OPT);
            session = environment.createSession(model, options);
        }
    }

    /** Memory that ONNX Runtime reads without copying it. */
    static FloatBuffer direct(float[] numbers) {
        FloatBuffer buffer = ByteBuffer.allocateDirect(numbers.length * Float.BYTES)
                .order(ByteOrder.nativeOrder())
                .asFloatBuffer();
        return buffer.put(numbers).flip();
    }

    float[][] logits(FloatBuffer nchw, long... shape) throws OrtException {
        try (OnnxTensor input = OnnxTensor.createTensor(environment, nchw, shape);
                OrtSession.Result result = session.run(Map.of("x", input))) {
            return (float[][]) result.get(0).getValue();
        }
    }

    @Override
    public void close() throws OrtException {
        session.close();
    }
}
