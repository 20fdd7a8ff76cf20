package io.github.ccmusic.models.arch;

import static io.github.ccmusic.models.arch.Fragments.divisibleBy8;
import static io.github.ccmusic.models.graph.Window.square;

import io.github.ccmusic.models.graph.Tensor;
import io.github.ccmusic.models.graph.Window;
import java.util.stream.Stream;

/**
 * MNASNet.
 *
 * <p>Source: Tan et al., "MnasNet: Platform-Aware Neural Architecture Search for Mobile", 2018; follows
 * {@code torchvision.models.mnasnet}.
 *
 * @param name torchvision's name
 * @param width what the paper's channels are multiplied with
 */
record MnasNet(String name, double width) implements Architecture {
    /** Kernel, stride of the first block, expansion, channels, blocks: the paper's figure 7, as torchvision builds it. */
    private static final int[][] STACKS = {
        {3, 2, 3, 24, 3}, {5, 2, 3, 40, 3}, {5, 2, 6, 80, 3}, {3, 1, 6, 96, 2}, {5, 2, 6, 192, 4}, {3, 1, 6, 320, 1}
    };

    static Stream<Architecture> family() {
        return Stream.of(
                new MnasNet("mnasnet0_5", 0.5),
                new MnasNet("mnasnet0_75", 0.75),
                new MnasNet("mnasnet1_0", 1.0),
                new MnasNet("mnasnet1_3", 1.3));
    }

    @Override
    public Tensor logits(Tensor picture, Head head) {
        int stem = divisibleBy8(32 * width);
        Tensor x = convNorm(picture, "layers", 0, stem, square(3).stride(2)).relu();
        x = convNorm(x, "layers", 3, stem, square(3).groups(stem)).relu();
        x = convNorm(x, "layers", 6, divisibleBy8(16 * width), square(1));
        int at = 8;
        for (int[] stack : STACKS) {
            for (int i = 0; i < stack[4]; i++) {
                String block = "layers." + at + "." + i + ".layers";
                x = invertedResidual(
                        x, block, stack[0], i == 0 ? stack[1] : 1, stack[2], divisibleBy8(stack[3] * width));
            }
            at++;
        }
        x = convNorm(x, "layers", at, 1280, square(1)).relu();
        return head.on(x.globalAvgPool().flatten(), "classifier", 0, f -> f.linear("classifier.1", head.classes()));
    }

    private static Tensor invertedResidual(Tensor x, String at, int kernel, int stride, int expansion, int out) {
        int in = x.shape().channels();
        int expanded = expansion * in;
        Tensor y = convNorm(x, at, 0, expanded, square(1)).relu();
        y = convNorm(y, at, 3, expanded, square(kernel).stride(stride).groups(expanded))
                .relu();
        y = convNorm(y, at, 6, out, square(1));
        return stride == 1 && in == out ? y.add(x) : y;
    }

    private static Tensor convNorm(Tensor x, String at, int index, int channels, Window window) {
        return x.conv(at + "." + index, channels, window.noBias()).batchNorm(at + "." + (index + 1));
    }
}
