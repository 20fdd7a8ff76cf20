package io.github.ccmusic.models.arch;

import static io.github.ccmusic.models.arch.Fragments.divisibleBy8;
import static io.github.ccmusic.models.arch.Fragments.squeezeExcitation;
import static io.github.ccmusic.models.graph.Activation.HARDSIGMOID;
import static io.github.ccmusic.models.graph.Activation.HARDSWISH;
import static io.github.ccmusic.models.graph.Activation.RELU;
import static io.github.ccmusic.models.graph.Window.square;

import io.github.ccmusic.models.graph.Activation;
import io.github.ccmusic.models.graph.Tensor;
import io.github.ccmusic.models.graph.Window;
import java.util.List;
import java.util.stream.Stream;

/**
 * MobileNetV3, small and large.
 *
 * <p>Source: Howard et al., "Searching for MobileNetV3", 2019; follows {@code torchvision.models.mobilenetv3}.
 *
 * @param name torchvision's name
 * @param blocks the inverted residuals, in order
 * @param hidden width of the classifier's first layer
 */
record MobileNetV3(String name, List<Block> blocks, int hidden) implements Architecture {
    private static final double NORM_EPSILON = 0.001;

    /** One row of the paper's tables 1 and 2. */
    private record Block(int kernel, int expanded, int out, boolean squeeze, Activation activation, int stride) {}

    static Stream<Architecture> family() {
        return Stream.of(small(), large());
    }

    private static MobileNetV3 small() {
        return new MobileNetV3(
                "mobilenet_v3_small",
                List.of(
                        new Block(3, 16, 16, true, RELU, 2),
                        new Block(3, 72, 24, false, RELU, 2),
                        new Block(3, 88, 24, false, RELU, 1),
                        new Block(5, 96, 40, true, HARDSWISH, 2),
                        new Block(5, 240, 40, true, HARDSWISH, 1),
                        new Block(5, 240, 40, true, HARDSWISH, 1),
                        new Block(5, 120, 48, true, HARDSWISH, 1),
                        new Block(5, 144, 48, true, HARDSWISH, 1),
                        new Block(5, 288, 96, true, HARDSWISH, 2),
                        new Block(5, 576, 96, true, HARDSWISH, 1),
                        new Block(5, 576, 96, true, HARDSWISH, 1)),
                1024);
    }

    private static MobileNetV3 large() {
        return new MobileNetV3(
                "mobilenet_v3_large",
                List.of(
                        new Block(3, 16, 16, false, RELU, 1),
                        new Block(3, 64, 24, false, RELU, 2),
                        new Block(3, 72, 24, false, RELU, 1),
                        new Block(5, 72, 40, true, RELU, 2),
                        new Block(5, 120, 40, true, RELU, 1),
                        new Block(5, 120, 40, true, RELU, 1),
                        new Block(3, 240, 80, false, HARDSWISH, 2),
                        new Block(3, 200, 80, false, HARDSWISH, 1),
                        new Block(3, 184, 80, false, HARDSWISH, 1),
                        new Block(3, 184, 80, false, HARDSWISH, 1),
                        new Block(3, 480, 112, true, HARDSWISH, 1),
                        new Block(3, 672, 112, true, HARDSWISH, 1),
                        new Block(5, 672, 160, true, HARDSWISH, 2),
                        new Block(5, 960, 160, true, HARDSWISH, 1),
                        new Block(5, 960, 160, true, HARDSWISH, 1)),
                1280);
    }

    @Override
    public Tensor logits(Tensor picture, Head head) {
        Tensor x = convNorm(picture, "features.0", 16, square(3).stride(2)).activate(HARDSWISH);
        int at = 1;
        for (Block block : blocks) {
            x = invertedResidual(x, "features." + at++ + ".block", block);
        }
        int last = 6 * x.shape().channels();
        Tensor features = convNorm(x, "features." + at, last, square(1))
                .activate(HARDSWISH)
                .globalAvgPool()
                .flatten();
        return head.on(
                features,
                "classifier",
                0,
                f -> f.linear("classifier.0", hidden).activate(HARDSWISH).linear("classifier.3", head.classes()));
    }

    private static Tensor invertedResidual(Tensor x, String at, Block block) {
        Tensor y = x;
        int i = 0;
        if (block.expanded != x.shape().channels()) {
            y = convNorm(y, at + "." + i++, block.expanded, square(1)).activate(block.activation);
        }
        Window depthwise = square(block.kernel).stride(block.stride).groups(block.expanded);
        y = convNorm(y, at + "." + i++, block.expanded, depthwise).activate(block.activation);
        if (block.squeeze) {
            y = squeezeExcitation(y, at + "." + i++, divisibleBy8(Math.floorDiv(block.expanded, 4)), RELU, HARDSIGMOID);
        }
        y = convNorm(y, at + "." + i, block.out, square(1));
        return block.stride == 1 && block.out == x.shape().channels() ? y.add(x) : y;
    }

    private static Tensor convNorm(Tensor x, String at, int channels, Window window) {
        return Fragments.convNorm(x, at, channels, window, NORM_EPSILON);
    }
}
