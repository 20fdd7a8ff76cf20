package io.github.ccmusic.models.arch;

import static io.github.ccmusic.models.graph.Window.square;

import io.github.ccmusic.models.graph.Tensor;
import io.github.ccmusic.models.graph.Window;
import java.util.List;
import java.util.stream.Stream;

/**
 * ShuffleNet V2.
 *
 * <p>Source: Ma et al., "ShuffleNet V2: Practical Guidelines for Efficient CNN Architecture Design", 2018; follows
 * {@code torchvision.models.shufflenetv2}.
 *
 * @param name torchvision's name
 * @param widths channels of stages 2, 3 and 4
 * @param last channels of the last convolution
 */
record ShuffleNetV2(String name, List<Integer> widths, int last) implements Architecture {
    private static final int[] BLOCKS = {4, 8, 4};

    static Stream<Architecture> family() {
        return Stream.of(
                new ShuffleNetV2("shufflenet_v2_x0_5", List.of(48, 96, 192), 1024),
                new ShuffleNetV2("shufflenet_v2_x1_0", List.of(116, 232, 464), 1024),
                new ShuffleNetV2("shufflenet_v2_x1_5", List.of(176, 352, 704), 1024),
                new ShuffleNetV2("shufflenet_v2_x2_0", List.of(244, 488, 976), 2048));
    }

    @Override
    public Tensor logits(Tensor picture, Head head) {
        Tensor x = convNorm(picture, "conv1", 0, 24, square(3).stride(2)).relu().maxPool(3, 2, 1);
        for (int stage = 0; stage < BLOCKS.length; stage++) {
            String at = "stage" + (stage + 2) + ".";
            x = halving(x, at + 0, widths.get(stage) / 2);
            for (int i = 1; i < BLOCKS[stage]; i++) {
                x = keeping(x, at + i);
            }
        }
        x = convNorm(x, "conv5", 0, last, square(1)).relu();
        return head.on(x.globalAvgPool().flatten(), "fc");
    }

    /** A block that halves the map: both branches read all of it. */
    private static Tensor halving(Tensor x, String at, int width) {
        Tensor left = convNorm(x, at + ".branch1", 0, x.shape().channels(), depthwise(x, 2));
        left = convNorm(left, at + ".branch1", 2, width, square(1)).relu();
        return left.concat(branch(x, at + ".branch2", width, 2)).channelShuffle(2);
    }

    /** A block that keeps the map's size: one half of the channels passes by untouched. */
    private static Tensor keeping(Tensor x, String at) {
        int width = x.shape().channels() / 2;
        Tensor right = branch(x.slice(0, width, 2 * width), at + ".branch2", width, 1);
        return x.slice(0, 0, width).concat(right).channelShuffle(2);
    }

    private static Tensor branch(Tensor x, String at, int width, int stride) {
        Tensor y = convNorm(x, at, 0, width, square(1)).relu();
        y = convNorm(y, at, 3, width, depthwise(y, stride));
        return convNorm(y, at, 5, width, square(1)).relu();
    }

    private static Window depthwise(Tensor x, int stride) {
        return square(3).stride(stride).groups(x.shape().channels());
    }

    private static Tensor convNorm(Tensor x, String at, int index, int channels, Window window) {
        return x.conv(at + "." + index, channels, window.noBias()).batchNorm(at + "." + (index + 1));
    }
}
