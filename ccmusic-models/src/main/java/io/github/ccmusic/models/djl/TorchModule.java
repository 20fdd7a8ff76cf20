package io.github.ccmusic.models.djl;

import ai.djl.Device;
import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.engine.PtSymbolBlock;
import ai.djl.pytorch.jni.IValue;
import ai.djl.pytorch.jni.IValueUtils;
import ai.djl.pytorch.jni.JniUtils;
import io.github.ccmusic.models.graph.Dialect;
import io.github.ccmusic.models.graph.Program;
import io.github.ccmusic.models.graph.ProgramArchive;
import io.github.ccmusic.models.graph.Weight;
import io.github.ccmusic.models.graph.WeightReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A program inside the engine, with its weights: one native module and the memory that it lives in.
 *
 * <p>Owned by whoever loads it. {@link #run} may be called from many threads; closing while a call is inside crashes the process, so
 * the owner keeps count.
 */
final class TorchModule implements AutoCloseable {
    /** Elements of a weight that is worth returning its memory for at once: a megabyte. */
    private static final long TRIMMED_AFTER = 1 << 18;

    /** Rounding errors of a sum, as a share of its products' absolute values: 2.6e-7 was the largest met, of Winograd's sums. */
    private static final double FLOAT32_SHARE = 2e-6;

    /** Each factor and the result are rounded to 8 bits. */
    private static final double BFLOAT16_SHARE = 1.0 / 64;

    private final NDManager memory;
    private final PtSymbolBlock block;
    private final Program program;
    private @Nullable ProductProof products;

    private TorchModule(NDManager memory, PtSymbolBlock block, Program program) {
        this.memory = memory;
        this.block = block;
        this.program = program;
        this.products = new ProductProof(program);
    }

    /** What a proof found: the first layer that gave a wrong number, if one did, and the logits of the picture. */
    static final class Verdict {
        private final Optional<String> fault;
        private final float[] logits;

        private Verdict(Optional<String> fault, float[] logits) {
            this.fault = fault;
            this.logits = logits;
        }

        Optional<String> fault() {
            return fault;
        }

        float[] logits() {
            return logits;
        }
    }

    /** Compiles the program and hands it one weight after another, so that at most one of them exists twice. */
    static TorchModule load(TorchEngine engine, Device device, Program program, WeightReader weights)
            throws IOException {
        NDManager memory = engine.newManager(device);
        try {
            byte[] archive = ProgramArchive.of(program);
            PtSymbolBlock block =
                    JniUtils.loadModule((PtNDManager) memory, new ByteArrayInputStream(archive), true, false);
            TorchModule module = new TorchModule(memory, block, program);
            takeProgramsAsTheyAre();
            for (int i = 0; i < program.slots().size(); i++) {
                module.loadWeight(i, weights);
            }
            NativeHeap.trim();
            return module;
        } catch (EngineException e) {
            memory.close();
            throw EngineFailure.of("loading the network onto device " + device, e);
        } catch (IOException | RuntimeException | Error e) {
            memory.close();
            throw e;
        }
    }

    private void loadWeight(int index, WeightReader weights) throws IOException {
        Weight weight = program.slots().get(index).weight();
        List<Integer> dims = weight.shape();
        Shape shape = new Shape(dims.stream().mapToLong(Integer::longValue).toArray());
        try (NDManager scratch = memory.newSubManager(Device.cpu());
                NDArray array = scratch.create(shape, DataType.FLOAT32)) {
            // The engine's own memory: an array made around a Java buffer would be freed under the module.
            weights.read(weight, elements(array));
            if (products != null) {
                products.see(weight, elements(array));
            }
            try (NDArray placed = array.toDevice(memory.getDevice(), false);
                    IValue argument = IValue.from((PtNDArray) placed)) {
                IValueUtils.runMethod(block, Program.loader(index), argument).close();
            }
        }
        if (shape.size() >= TRIMMED_AFTER) {
            NativeHeap.trim();
        }
    }

    /**
     * Runs the program once on a picture and compares what its layers gave with sums in double precision. Once only: what is kept of
     * the weights for it is then dropped.
     *
     * @param chw the picture, [3, height, width]
     */
    Verdict prove(float[] chw, Dialect dialect) {
        ProductProof proof = Objects.requireNonNull(products, "proved before");
        products = null;
        float[] numbers = run(
                "proof", chw, new Shape(1).addAll(new Shape(program.inputShape().toLongs())));
        int answer = program.outputShape().elementCount();
        return new Verdict(
                proof.fault(numbers, dialect == Dialect.BFLOAT16 ? BFLOAT16_SHARE : FLOAT32_SHARE),
                Arrays.copyOfRange(numbers, numbers.length - answer, numbers.length));
    }

    /** Runs the program once on a batch: the logits. */
    float[] run(float[] nchw, Shape shape) {
        return run("forward", nchw, shape);
    }

    /** What enters the head, for a batch. */
    float[] features(float[] nchw, Shape shape) {
        return run("features", nchw, shape);
    }

    private float[] run(String method, float[] nchw, Shape shape) {
        takeProgramsAsTheyAre();
        try (NDManager call = memory.newSubManager();
                NDManager cpu = memory.newSubManager(Device.cpu())) {
            // Written into memory of the engine's, which it has from the call before: a direct buffer would be new
            // pages each time.
            NDArray input = cpu.create(ChannelsLast.of(shape), DataType.FLOAT32);
            ChannelsLast.put(nchw, shape, elements(input).asFloatBuffer());
            try (IValue argument = IValue.from((PtNDArray) input.toDevice(memory.getDevice(), false));
                    IValue result = IValueUtils.runMethod(block, method, argument)) {
                return result.toTensor((PtNDManager) call).toFloatArray();
            }
        }
    }

    /** The calling thread's own setting: a program is what the optimiser would make of it, and its profiling is dear. */
    private static void takeProgramsAsTheyAre() {
        JniUtils.setGraphExecutorOptimize(false);
    }

    /** The engine's own memory of a tensor on the CPU, row-major. */
    private static ByteBuffer elements(NDArray array) {
        return array.toByteBuffer(true).order(ByteOrder.nativeOrder());
    }

    @Override
    public void close() {
        block.close();
        memory.close();
        NativeHeap.trim();
    }
}
