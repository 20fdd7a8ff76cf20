package io.github.ccmusic.bench.peers;

import io.github.ccmusic.bench.FormulaNetworks;
import io.github.ccmusic.models.Network;
import io.github.ccmusic.models.NetworkOptions;
import io.github.ccmusic.models.NetworkOptions.Precision;
import io.github.ccmusic.models.graph.Fusion;
import io.github.ccmusic.models.graph.WeightReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/**
 * The forward pass by us and by ONNX Runtime, a few calls each in turn, so that whatever else the machine does falls on both.
 * Called by {@code ccmusic-bench/peers/run}; prints lines of architecture, batch, threads, who, and the median in milliseconds.
 */
public final class ForwardPeers {
    private static final int WARM_UP = 20;
    private static final int BLOCK = 5;

    private ForwardPeers() {}

    /**
     * Times one network at one batch size.
     *
     * @param args architecture, batch, threads, and how many calls to time
     */
    public static void main(String[] args) throws Exception {
        String arch = args[0];
        int batch = Integer.parseInt(args[1]);
        int threads = Integer.parseInt(args[2]);
        int calls = Integer.parseInt(args[3]);
        float[] pictures = FormulaNetworks.pictures(batch);
        FloatBuffer direct = OnnxNetwork.direct(pictures);
        NetworkOptions options = NetworkOptions.defaults().threads(threads);
        try (Network ours = FormulaNetworks.load(arch, options);
                Network half = halfPrecision(arch, options);
                OnnxNetwork theirs = new OnnxNetwork(onnx(arch), threads)) {
            // All begin with the same Java array: ours copies it into the engine, this one into its buffer.
            Callable<float[][]> onnxRuntime = () -> theirs.logits(direct.put(0, pictures), batch, 3, 224, 224);
            requireEqual(ours.logits(pictures, batch), onnxRuntime.call());
            double[] oursMs = new double[calls];
            double[] halfMs = new double[calls];
            double[] theirsMs = new double[calls];
            for (int first = -WARM_UP; first < calls; first += BLOCK) {
                time(oursMs, first, () -> ours.logits(pictures, batch));
                time(theirsMs, first, onnxRuntime);
                if (half != null) {
                    time(halfMs, first, () -> half.logits(pictures, batch));
                }
            }
            print(arch, batch, threads, "ccmusic", oursMs);
            if (half != null) {
                print(arch, batch, threads, "ccmusic-bfloat16", halfMs);
            }
            print(arch, batch, threads, "onnxruntime", theirsMs);
        }
    }

    /** The network in bfloat16; null where the machine refuses that. */
    private static @Nullable Network halfPrecision(String arch, NetworkOptions options) throws IOException {
        try {
            return FormulaNetworks.load(arch, options.precision(Precision.BFLOAT16));
        } catch (IllegalArgumentException e) {
            System.err.println("bfloat16 is left out: " + e.getMessage());
            return null;
        }
    }

    /** Times a block of calls after one that brings its weights back into the caches. */
    private static void time(double[] ms, int first, Callable<float[][]> forward) throws Exception {
        forward.call();
        for (int i = first; i < Math.min(first + BLOCK, ms.length); i++) {
            long start = System.nanoTime();
            forward.call();
            if (i >= 0) {
                ms[i] = (System.nanoTime() - start) / 1e6;
            }
        }
    }

    private static byte[] onnx(String arch) throws IOException {
        WeightReader weights = new WeightReader(FormulaNetworks.weights(arch));
        return OnnxExport.of(Fusion.of(FormulaNetworks.graph(arch)), weight -> {
            try {
                return weights.read(weight);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    private static void requireEqual(float[][] ours, float[][] theirs) {
        for (int i = 0; i < ours.length; i++) {
            for (int c = 0; c < ours[i].length; c++) {
                if (!(Math.abs(ours[i][c] - theirs[i][c]) <= 1e-3 * Math.max(1, Math.abs(ours[i][c])))) {
                    throw new IllegalStateException("we answer " + ours[i][c] + ", ONNX Runtime " + theirs[i][c]);
                }
            }
        }
    }

    private static void print(String arch, int batch, int threads, String who, double[] ms) {
        Arrays.sort(ms);
        System.out.printf("%s\t%d\t%d\t%s\t%.3f%n", arch, batch, threads, who, ms[ms.length / 2]);
    }
}
