package io.github.ccmusic.models.arch;

import static io.github.ccmusic.models.graph.Window.square;

import io.github.ccmusic.models.graph.Op.LinearBias;
import io.github.ccmusic.models.graph.Tensor;
import io.github.ccmusic.models.graph.WindowBias;
import io.github.ccmusic.models.graph.WindowBias.Offsets;
import io.github.ccmusic.models.graph.WindowBias.Shift;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Swin Transformer and Swin Transformer V2: attention inside windows, which move by half a window in every other block.
 *
 * <p>Source: Liu et al., "Swin Transformer: Hierarchical Vision Transformer using Shifted Windows", 2021, and "Swin Transformer V2:
 * Scaling Up Capacity and Resolution", 2021; follows {@code torchvision.models.swin_transformer}.
 *
 * @param name torchvision's name
 * @param second whether it is a V2
 * @param width features of the first stage; each further one has twice as many
 * @param heads of the first stage, likewise
 * @param blocks how many blocks each of the four stages has
 */
record Swin(String name, boolean second, int width, int heads, List<Integer> blocks) implements Architecture {
    private static final double NORM_EPSILON = 1e-5;

    static Stream<Architecture> family() {
        return Stream.of(
                new Swin("swin_t", false, 96, 3, List.of(2, 2, 6, 2)),
                new Swin("swin_s", false, 96, 3, List.of(2, 2, 18, 2)),
                new Swin("swin_b", false, 128, 4, List.of(2, 2, 18, 2)),
                new Swin("swin_v2_t", true, 96, 3, List.of(2, 2, 6, 2)),
                new Swin("swin_v2_s", true, 96, 3, List.of(2, 2, 18, 2)),
                new Swin("swin_v2_b", true, 128, 4, List.of(2, 2, 18, 2)));
    }

    @Override
    public Tensor logits(Tensor picture, Head head) {
        Tensor x = picture.conv("features.0.0", width, square(4).stride(4).padding(0))
                .channelsLast()
                .layerNorm("features.0.2", NORM_EPSILON);
        for (int stage = 0; stage < blocks.size(); stage++) {
            if (stage > 0) {
                x = merged(x, "features." + 2 * stage);
            }
            for (int i = 0; i < blocks.get(stage); i++) {
                x = block(x, "features." + (2 * stage + 1) + "." + i, heads << stage, i % 2 == 1);
            }
        }
        Tensor features = x.layerNorm("norm", NORM_EPSILON)
                .channelsFirst()
                .globalAvgPool()
                .flatten();
        return head.on(features, "head");
    }

    /** The first version norms what enters a layer, the second what leaves it. */
    private Tensor block(Tensor x, String at, int heads, boolean shifted) {
        if (second) {
            Tensor y = norm(attention(x, at + ".attn", heads, shifted), at + ".norm1")
                    .add(x);
            return norm(perceptron(y, at + ".mlp"), at + ".norm2").add(y);
        }
        Tensor y =
                attention(norm(x, at + ".norm1"), at + ".attn", heads, shifted).add(x);
        return perceptron(norm(y, at + ".norm2"), at + ".mlp").add(y);
    }

    private Tensor attention(Tensor x, String at, int heads, boolean shifted) {
        int window = second ? 8 : 7;
        Tensor padded = x.padToMultipleOf(window);
        int height = padded.shape().dim(0);
        int width = padded.shape().dim(1);
        int up = shifted && height > window ? window / 2 : 0;
        int left = shifted && width > window ? window / 2 : 0;
        Shift shift = up == 0 && left == 0 ? null : new Shift(height, width, up, left);
        return attended(padded.roll(-up, -left).windows(window), at, window, heads, shift)
                .fromWindows(window, height, width)
                .roll(up, left)
                .slice(0, 0, x.shape().dim(0))
                .slice(1, 0, x.shape().dim(1));
    }

    private Tensor attended(Tensor windows, String at, int window, int heads, @Nullable Shift shift) {
        int features = windows.shape().dim(-1);
        Tensor y;
        if (second) {
            y = windows.linear(at + ".qkv.weight", LinearBias.sparingKeys(at + ".qkv.bias"), 3 * features)
                    .cosineAttention(at, heads, new WindowBias(at, window, heads, Offsets.NETWORK, shift));
        } else {
            y = windows.linear(at + ".qkv", 3 * features)
                    .attention(
                            heads,
                            Math.sqrt((double) heads / features),
                            new WindowBias(at, window, heads, Offsets.TABLE, shift));
        }
        return y.linear(at + ".proj", features);
    }

    private static Tensor perceptron(Tensor x, String at) {
        int features = x.shape().dim(-1);
        return x.linear(at + ".0", 4 * features).gelu().linear(at + ".3", features);
    }

    /** Four neighbours become one place with twice the features; they are read down first, then across. */
    private Tensor merged(Tensor x, String at) {
        Tensor padded = x.padToMultipleOf(2);
        int height = padded.shape().dim(0) / 2;
        int width = padded.shape().dim(1) / 2;
        int features = padded.shape().dim(2);
        Tensor four = padded.reshape(height, 2, width, 2, features)
                .permute(0, 2, 3, 1, 4)
                .reshape(height, width, 4 * features);
        return second
                ? norm(four.linearWithoutBias(at + ".reduction", 2 * features), at + ".norm")
                : norm(four, at + ".norm").linearWithoutBias(at + ".reduction", 2 * features);
    }

    private static Tensor norm(Tensor x, String at) {
        return x.layerNorm(at, NORM_EPSILON);
    }
}
