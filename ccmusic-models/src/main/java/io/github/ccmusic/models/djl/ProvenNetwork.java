package io.github.ccmusic.models.djl;

import ai.djl.Device;
import ai.djl.engine.EngineException;
import io.github.ccmusic.models.KernelProof;
import io.github.ccmusic.models.Network;
import io.github.ccmusic.models.UnprovedKernelException;
import io.github.ccmusic.models.checkpoint.StateDict;
import io.github.ccmusic.models.graph.Dialect;
import io.github.ccmusic.models.graph.Graph;
import io.github.ccmusic.models.graph.Program;
import io.github.ccmusic.models.graph.WeightReader;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Loads a network in the first of some dialects whose kernels are proved right, layer by layer, with the network's own weights.
 *
 * @param lanes how many pictures of a batch to run side by side
 * @param writer writes the programs
 */
record ProvenNetwork(TorchEngine engine, Device device, String name, int lanes, Writer writer) {
    private static final Logger LOG = LoggerFactory.getLogger(TorchNetworks.class);
    private static final long SEED = 20221122;

    /** What makes a program of a graph. */
    @FunctionalInterface
    interface Writer {
        Program write(Graph graph, Dialect dialect);
    }

    Network load(Graph graph, List<Dialect> dialects, StateDict weights) throws IOException {
        List<String> faults = new ArrayList<>();
        for (Dialect dialect : dialects) {
            Optional<String> refusal = onCpu() ? engine.refusal(dialect) : Optional.empty();
            Program program = writer.write(graph, dialect);
            if (refusal.isEmpty() && dialect == Dialect.XNNPACK && program.callsOneDnn()) {
                refusal = engine.refusal(Dialect.ONEDNN); // which XNNPACK's large convolutions are
            }
            if (refusal.isEmpty()) {
                TorchModule module = TorchModule.load(engine, device, program, new WeightReader(weights));
                KernelProof proof = null;
                try {
                    long start = System.nanoTime();
                    TorchModule.Verdict verdict = module.prove(noise(program), dialect);
                    refusal = verdict.fault();
                    if (refusal.isEmpty()) {
                        Duration time = Duration.ofNanos(System.nanoTime() - start);
                        proof = new KernelProof(
                                dialect.name(), program.samples().size(), time, verdict.logits());
                        return new TorchNetwork(name, module, program, proof, new SideBySide(lanes, name));
                    }
                    LOG.warn("{} is not computed by {}: {}", name, dialect, refusal.get());
                } catch (EngineException e) {
                    throw EngineFailure.of("network " + name + ": proving its kernels", e);
                } finally {
                    if (proof == null) {
                        module.close();
                    }
                }
            }
            faults.add(dialect + ": " + refusal.get());
        }
        throw new UnprovedKernelException("no kernels of this machine compute " + name + " rightly: "
                + String.join("; ", faults) + ". Please report it with what './ccmusic doctor' prints");
    }

    private boolean onCpu() {
        return device.equals(Device.cpu());
    }

    private static float[] noise(Program program) {
        float[] noise = new float[program.inputShape().elementCount()];
        SplittableRandom random = new SplittableRandom(SEED);
        for (int i = 0; i < noise.length; i++) {
            noise[i] = (float) random.nextDouble(-1, 1);
        }
        return noise;
    }
}
