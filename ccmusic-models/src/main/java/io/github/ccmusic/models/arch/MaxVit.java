package io.github.ccmusic.models.arch;

import static io.github.ccmusic.models.arch.Fragments.convNorm;
import static io.github.ccmusic.models.arch.Fragments.squeezeExcitation;
import static io.github.ccmusic.models.graph.Activation.SIGMOID;
import static io.github.ccmusic.models.graph.Activation.SILU;
import static io.github.ccmusic.models.graph.Activation.TANH;
import static io.github.ccmusic.models.graph.Window.square;

import io.github.ccmusic.models.graph.Tensor;
import io.github.ccmusic.models.graph.WindowBias;
import io.github.ccmusic.models.graph.WindowBias.Offsets;
import java.util.List;
import java.util.stream.Stream;

/**
 * MaxViT: convolution, attention among neighbours, and attention among places far apart, in turn.
 *
 * <p>Source: Tu et al., "MaxViT: Multi-Axis Vision Transformer", 2022; follows {@code torchvision.models.maxvit}. Height and width
 * of a picture must be multiples of 224.
 *
 * @param name torchvision's name
 * @param stem channels of the first convolutions
 * @param widths channels of the blocks
 * @param layers how many layers each block has
 */
record MaxVit(String name, int stem, List<Integer> widths, List<Integer> layers) implements Architecture {
    private static final double BATCH_NORM_EPSILON = 1e-3;
    private static final double LAYER_NORM_EPSILON = 1e-5;
    private static final int FEATURES_OF_A_HEAD = 32;

    /** Side of a window, and of the grid of places that attend to each other. */
    private static final int PARTITION = 7;

    static Stream<Architecture> family() {
        return Stream.of(new MaxVit("maxvit_t", 64, List.of(64, 128, 256, 512), List.of(2, 2, 5, 2)));
    }

    @Override
    public Tensor logits(Tensor picture, Head head) {
        Tensor x = convNorm(picture, "stem.0", stem, square(3).stride(2), BATCH_NORM_EPSILON)
                .gelu()
                .conv("stem.1.0", stem, square(3));
        for (int block = 0; block < widths.size(); block++) {
            for (int i = 0; i < layers.get(block); i++) {
                String at = "blocks." + block + ".layers." + i + ".layers.";
                x = convolution(x, at + "MBconv", widths.get(block), i == 0 ? 2 : 1);
                x = amongNeighbours(x, at + "window_attention");
                x = acrossTheMap(x, at + "grid_attention");
            }
        }
        int width = x.shape().channels();
        Tensor features = x.globalAvgPool()
                .flatten()
                .layerNorm("classifier.2", LAYER_NORM_EPSILON)
                .linear("classifier.3", width)
                .activate(TANH);
        return head.on(features, "classifier", 5, f -> f.linearWithoutBias("classifier.5", head.classes()));
    }

    private static Tensor convolution(Tensor x, String at, int out, int stride) {
        int expanded = 4 * out;
        Tensor y = x.batchNorm(at + ".layers.pre_norm", BATCH_NORM_EPSILON);
        y = convNorm(y, at + ".layers.conv_a", expanded, square(1), BATCH_NORM_EPSILON)
                .gelu();
        y = convNorm(
                        y,
                        at + ".layers.conv_b",
                        expanded,
                        square(3).stride(stride).groups(expanded),
                        BATCH_NORM_EPSILON)
                .gelu();
        y = squeezeExcitation(y, at + ".layers.squeeze_excitation", out / 4, SILU, SIGMOID)
                .conv(at + ".layers.conv_c", out, square(1));
        Tensor shortcut = stride == 1 ? x : x.avgPool(3, 2, 1).conv(at + ".proj.1", out, square(1));
        return y.add(shortcut);
    }

    private static Tensor amongNeighbours(Tensor x, String at) {
        Tensor windows = x.channelsLast().windows(PARTITION);
        return attention(windows, at)
                .fromWindows(PARTITION, x.shape().height(), x.shape().width())
                .channelsFirst();
    }

    /** Places that lie one such step apart attend to each other, so that each window of neighbours is a set of sequences. */
    private static Tensor acrossTheMap(Tensor x, String at) {
        int step = x.shape().height() / PARTITION;
        Tensor sequences = x.channelsLast().windows(step).permute(1, 0, 2);
        return attention(sequences, at)
                .permute(1, 0, 2)
                .fromWindows(step, x.shape().height(), x.shape().width())
                .channelsFirst();
    }

    private static Tensor attention(Tensor x, String at) {
        int features = x.shape().dim(-1);
        int heads = features / FEATURES_OF_A_HEAD;
        String inner = at + ".attn_layer.1";
        Tensor y = x.layerNorm(at + ".attn_layer.0", LAYER_NORM_EPSILON)
                .linear(inner + ".to_qkv", 3 * features)
                .attention(
                        heads,
                        1 / Math.sqrt(features),
                        new WindowBias(inner, PARTITION, heads, Offsets.TABLE_WITH_MATRIX_INDEX, null))
                .linear(inner + ".merge", features)
                .add(x);
        return y.layerNorm(at + ".mlp_layer.0", LAYER_NORM_EPSILON)
                .linear(at + ".mlp_layer.1", 4 * features)
                .gelu()
                .linear(at + ".mlp_layer.3", features)
                .add(y);
    }
}
