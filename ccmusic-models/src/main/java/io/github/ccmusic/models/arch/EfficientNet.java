package io.github.ccmusic.models.arch;

import static io.github.ccmusic.models.arch.Fragments.divisibleBy8;
import static io.github.ccmusic.models.arch.Fragments.squeezeExcitation;
import static io.github.ccmusic.models.graph.Activation.SIGMOID;
import static io.github.ccmusic.models.graph.Activation.SILU;
import static io.github.ccmusic.models.graph.Window.square;

import io.github.ccmusic.models.graph.Tensor;
import io.github.ccmusic.models.graph.Window;
import java.util.List;
import java.util.stream.Stream;

/**
 * EfficientNet B0 to B7, and EfficientNetV2 S, M and L.
 *
 * <p>Source: Tan and Le, "EfficientNet: Rethinking Model Scaling for Convolutional Neural Networks", 2019, and "EfficientNetV2:
 * Smaller Models and Faster Training", 2021; follows {@code torchvision.models.efficientnet}.
 *
 * @param name torchvision's name
 * @param stem channels of the first convolution
 * @param stages the blocks, in order
 * @param last channels of the last convolution
 * @param normEpsilon of every batch norm
 */
record EfficientNet(String name, int stem, List<Stage> stages, int last, double normEpsilon) implements Architecture {

    /**
     * A row of the papers' tables.
     *
     * @param fused whether one convolution expands and looks around at once; else there are two, and a squeeze-excitation
     */
    private record Stage(boolean fused, int expansion, int kernel, int stride, int out, int blocks) {

        Stage scaled(double width, double depth) {
            return new Stage(
                    fused, expansion, kernel, stride, divisibleBy8(out * width), (int) Math.ceil(blocks * depth));
        }
    }

    static Stream<Architecture> family() {
        return Stream.of(
                scaled("efficientnet_b0", 1.0, 1.0, 1e-5),
                scaled("efficientnet_b1", 1.0, 1.1, 1e-5),
                scaled("efficientnet_b2", 1.1, 1.2, 1e-5),
                scaled("efficientnet_b3", 1.2, 1.4, 1e-5),
                scaled("efficientnet_b4", 1.4, 1.8, 1e-5),
                scaled("efficientnet_b5", 1.6, 2.2, 1e-3),
                scaled("efficientnet_b6", 1.8, 2.6, 1e-3),
                scaled("efficientnet_b7", 2.0, 3.1, 1e-3),
                second(
                        "efficientnet_v2_s",
                        24,
                        fused(1, 1, 24, 2),
                        fused(4, 2, 48, 4),
                        fused(4, 2, 64, 4),
                        squeezed(4, 3, 2, 128, 6),
                        squeezed(6, 3, 1, 160, 9),
                        squeezed(6, 3, 2, 256, 15)),
                second(
                        "efficientnet_v2_m",
                        24,
                        fused(1, 1, 24, 3),
                        fused(4, 2, 48, 5),
                        fused(4, 2, 80, 5),
                        squeezed(4, 3, 2, 160, 7),
                        squeezed(6, 3, 1, 176, 14),
                        squeezed(6, 3, 2, 304, 18),
                        squeezed(6, 3, 1, 512, 5)),
                second(
                        "efficientnet_v2_l",
                        32,
                        fused(1, 1, 32, 4),
                        fused(4, 2, 64, 7),
                        fused(4, 2, 96, 7),
                        squeezed(4, 3, 2, 192, 10),
                        squeezed(6, 3, 1, 224, 19),
                        squeezed(6, 3, 2, 384, 25),
                        squeezed(6, 3, 1, 640, 7)));
    }

    private static EfficientNet scaled(String name, double width, double depth, double normEpsilon) {
        List<Stage> stages = Stream.of(
                        squeezed(1, 3, 1, 16, 1),
                        squeezed(6, 3, 2, 24, 2),
                        squeezed(6, 5, 2, 40, 2),
                        squeezed(6, 3, 2, 80, 3),
                        squeezed(6, 5, 1, 112, 3),
                        squeezed(6, 5, 2, 192, 4),
                        squeezed(6, 3, 1, 320, 1))
                .map(stage -> stage.scaled(width, depth))
                .toList();
        int last = 4 * stages.get(stages.size() - 1).out();
        return new EfficientNet(name, divisibleBy8(32 * width), stages, last, normEpsilon);
    }

    private static EfficientNet second(String name, int stem, Stage... stages) {
        return new EfficientNet(name, stem, List.of(stages), 1280, 1e-3);
    }

    private static Stage squeezed(int expansion, int kernel, int stride, int out, int blocks) {
        return new Stage(false, expansion, kernel, stride, out, blocks);
    }

    private static Stage fused(int expansion, int stride, int out, int blocks) {
        return new Stage(true, expansion, 3, stride, out, blocks);
    }

    @Override
    public Tensor logits(Tensor picture, Head head) {
        Tensor x = convNorm(picture, "features.0", stem, square(3).stride(2)).activate(SILU);
        int at = 1;
        for (Stage stage : stages) {
            for (int i = 0; i < stage.blocks; i++) {
                String block = "features." + at + "." + i + ".block";
                int stride = i == 0 ? stage.stride : 1;
                Tensor y = stage.fused ? fusedBlock(x, block, stage, stride) : squeezedBlock(x, block, stage, stride);
                x = y.shape().equals(x.shape()) ? y.add(x) : y;
            }
            at++;
        }
        x = convNorm(x, "features." + at, last, square(1)).activate(SILU);
        return head.on(x.globalAvgPool().flatten(), "classifier", 0, f -> f.linear("classifier.1", head.classes()));
    }

    private Tensor squeezedBlock(Tensor x, String at, Stage stage, int stride) {
        int in = x.shape().channels();
        int expanded = stage.expansion * in;
        Tensor y = x;
        int i = 0;
        if (stage.expansion != 1) {
            y = convNorm(y, at + "." + i++, expanded, square(1)).activate(SILU);
        }
        Window depthwise = square(stage.kernel).stride(stride).groups(expanded);
        y = convNorm(y, at + "." + i++, expanded, depthwise).activate(SILU);
        y = squeezeExcitation(y, at + "." + i++, in / 4, SILU, SIGMOID);
        return convNorm(y, at + "." + i, stage.out, square(1));
    }

    private Tensor fusedBlock(Tensor x, String at, Stage stage, int stride) {
        Window window = square(stage.kernel).stride(stride);
        if (stage.expansion == 1) {
            return convNorm(x, at + ".0", stage.out, window).activate(SILU);
        }
        int expanded = stage.expansion * x.shape().channels();
        Tensor y = convNorm(x, at + ".0", expanded, window).activate(SILU);
        return convNorm(y, at + ".1", stage.out, square(1));
    }

    private Tensor convNorm(Tensor x, String at, int channels, Window window) {
        return Fragments.convNorm(x, at, channels, window, normEpsilon);
    }
}
