package io.github.ccmusic.bench;

import io.github.ccmusic.models.FormulaWeights;
import io.github.ccmusic.models.Network;
import io.github.ccmusic.models.NetworkOptions;
import io.github.ccmusic.models.NetworkOptions.Precision;
import io.github.ccmusic.models.arch.Head;
import io.github.ccmusic.models.arch.ReferenceArchitecture;
import io.github.ccmusic.models.checkpoint.StateDict;
import io.github.ccmusic.models.djl.TorchNetworks;
import io.github.ccmusic.models.graph.Graph;
import java.io.IOException;
import java.util.Iterator;

/** Networks under formula weights, whose answers torchvision has given: what is timed is known to be right. */
public final class FormulaNetworks {
    private static final int SIZE = 224;

    /** How far bfloat16 may be off, as a share of what the logits depend on the picture. */
    private static final double BFLOAT16_SHARE = 0.15;

    private FormulaNetworks() {}

    /** Loads a network with the linear head; the caller closes it. */
    public static Network load(String arch, NetworkOptions options) throws IOException {
        ReferenceArchitecture reference = reference(arch);
        return TorchNetworks.load(reference.architecture(), reference.head(), SIZE, SIZE, weights(arch), options);
    }

    /** The same network without its weights. */
    public static Graph graph(String arch) throws IOException {
        return reference(arch).graph();
    }

    public static StateDict weights(String arch) throws IOException {
        ReferenceArchitecture reference = reference(arch);
        return FormulaWeights.stateDict(reference.keys(), reference.gain(), key -> null);
    }

    /** A batch of the formula pictures, the first and the second in turn. */
    public static float[] pictures(int batch) throws IOException {
        float[] two = FormulaWeights.input(2, 3, SIZE, SIZE);
        int picture = two.length / 2;
        float[] pictures = new float[batch * picture];
        for (int i = 0; i < batch; i++) {
            System.arraycopy(two, i % 2 * picture, pictures, i * picture, picture);
        }
        return pictures;
    }

    static void requireGolden(String arch, Network network, Precision precision) throws IOException {
        ReferenceArchitecture reference = reference(arch);
        double tolerance = precision == Precision.FLOAT32
                ? reference.tolerance()
                : BFLOAT16_SHARE * reference.inputDependentPart();
        Iterator<Double> due = reference.logits().iterator();
        for (float[] logits : network.logits(pictures(2), 2)) {
            for (float logit : logits) {
                double expected = due.next();
                if (!(Math.abs(logit - expected) <= tolerance)) {
                    throw new IllegalStateException(arch + " answers " + logit + " where " + expected + " is due");
                }
            }
        }
    }

    private static ReferenceArchitecture reference(String arch) throws IOException {
        return ReferenceArchitecture.all().stream()
                .filter(candidate ->
                        candidate.name().equals(arch) && candidate.head().kind() == Head.Kind.LINEAR)
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no golden answer of " + arch));
    }
}
