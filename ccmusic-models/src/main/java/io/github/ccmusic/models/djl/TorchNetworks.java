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
import io.github.ccmusic.models.graph.Tensor;
import io.github.ccmusic.models.graph.TorchScript;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

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
     * @throws io.github.ccmusic.models.UnprovedKernelException if no kernel of this machine computes one of its layers rightly
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
        List<Dialect> dialects = dialects(engine, device, options);
        boolean ownThreads = dialects.get(0) == Dialect.XNNPACK_ALONE;
        engine.useThreads(ownThreads ? 1 : options.threads());
        int lanes = ownThreads ? options.threads() : 1;
        return new ProvenNetwork(engine, device, architecture.name(), lanes, TorchScript::of)
                .load(Fusion.of(graph), dialects, weights);
    }

    /** What programs may be written in here, the quickest first. */
    private static List<Dialect> dialects(TorchEngine engine, Device device, NetworkOptions options)
            throws IOException {
        boolean onCpu = device.equals(Device.cpu());
        boolean half = options.precision() == Precision.BFLOAT16;
        if (half) {
            Optional<String> refusal = onCpu ? engine.refusal(Dialect.BFLOAT16) : Optional.of("it is for CPUs");
            if (refusal.isPresent()) {
                throw new IllegalArgumentException("precision bfloat16 is not supported on device '" + device
                        + "' with libtorch " + engine.version() + ": " + refusal.get() + ". Use float32");
            }
        }
        return DialectChoice.of(engine.processor(), onCpu, half, options.threads());
    }
}
