package io.github.ccmusic.models.djl;

import ai.djl.Device;
import io.github.ccmusic.models.Network;
import io.github.ccmusic.models.NetworkOptions;
import io.github.ccmusic.models.NetworkOptions.Precision;
import io.github.ccmusic.models.arch.Architecture;
import io.github.ccmusic.models.arch.Head;
import io.github.ccmusic.models.arch.StateDictCheck;
import io.github.ccmusic.models.checkpoint.StateDict;
import io.github.ccmusic.models.graph.Dialect;
import io.github.ccmusic.models.graph.Fusion;
import io.github.ccmusic.models.graph.Graph;
import io.github.ccmusic.models.graph.Program;
import io.github.ccmusic.models.graph.Tensor;
import io.github.ccmusic.models.graph.TorchScript;
import io.github.ccmusic.models.graph.WeightReader;
import java.io.IOException;

/** Brings architectures and their weights into the engine. */
public final class TorchNetworks {
    private TorchNetworks() {}

    /**
     * Loads a network, its weights copied into the engine's memory: afterwards the checkpoint may be closed.
     *
     * @param architecture the structure
     * @param head what stands at its end
     * @param height of the pictures it is to take
     * @param width of the pictures it is to take
     * @param weights all of its tensors and no other
     * @param options where and how to compute
     * @return the network, which the caller closes
     * @throws io.github.ccmusic.models.arch.StateDictMismatchException if the weights are not those of the architecture
     * @throws IOException if the weights cannot be read
     * @throws IllegalArgumentException if the device is not there, or cannot compute in the precision
     * @throws IllegalStateException if the engine does not start
     */
    public static Network load(
            Architecture architecture, Head head, int height, int width, StateDict weights, NetworkOptions options)
            throws IOException {
        Graph graph = Graph.endingIn(architecture.logits(Tensor.picture(height, width), head));
        StateDictCheck.requireFit(architecture, head, graph, weights);
        TorchEngine engine = TorchEngine.started();
        Device device = engine.device(options.device());
        engine.useThreads(options.threads());
        Program program = program(Fusion.of(graph), engine, device, options);
        TorchModule module = TorchModule.load(engine, device, program, new WeightReader(weights));
        return new TorchNetwork(architecture.name(), module, program);
    }

    /** In the quickest dialect that this engine speaks. */
    private static Program program(Graph graph, TorchEngine engine, Device device, NetworkOptions options)
            throws IOException {
        if (options.precision() == Precision.BFLOAT16) {
            if (device.isGpu() || !engine.speaks(Dialect.BFLOAT16)) {
                throw new IllegalArgumentException("precision bfloat16 is not to be had on device '" + device
                        + "' with libtorch " + engine.version() + "; use float32");
            }
            return TorchScript.of(graph, Dialect.BFLOAT16);
        }
        if (device.isGpu()) {
            return TorchScript.of(graph, Dialect.PLAIN);
        }
        if (options.threads() == 1 && engine.speaks(Dialect.XNNPACK)) {
            Program program = TorchScript.of(graph, Dialect.XNNPACK);
            // To ask about oneDNN is to start it, for 16 MB that a small network does not need.
            if (!program.callsOneDnn() || engine.speaks(Dialect.ONEDNN)) {
                return program;
            }
        }
        return TorchScript.of(graph, engine.speaks(Dialect.ONEDNN) ? Dialect.ONEDNN : Dialect.PLAIN);
    }
}
