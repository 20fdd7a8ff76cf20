package io.github.ccmusic.models.arch;

import static io.github.ccmusic.models.graph.Window.square;

import io.github.ccmusic.models.graph.Tensor;
import java.util.List;
import java.util.stream.Stream;

/**
 * SqueezeNet 1.0 and 1.1.
 *
 * <p>Source: Iandola et al., "SqueezeNet: AlexNet-level accuracy with 50x fewer parameters and &lt;0.5MB model size", 2016;
 * follows {@code torchvision.models.squeezenet}.
 *
 * @param name torchvision's name
 * @param channels of the first convolution
 * @param kernel of the first convolution
 * @param poolsBefore the places in {@code features} of the pools after the first
 */
record SqueezeNet(String name, int channels, int kernel, List<Integer> poolsBefore) implements Architecture {
    /** Channels between squeeze and expand, fire module after fire module; each expands to eight times as many. */
    private static final int[] SQUEEZE = {16, 16, 32, 32, 48, 48, 64, 64};

    static Stream<Architecture> family() {
        return Stream.of(
                new SqueezeNet("squeezenet1_0", 96, 7, List.of(6, 11)),
                new SqueezeNet("squeezenet1_1", 64, 3, List.of(5, 8)));
    }

    @Override
    public Tensor logits(Tensor picture, Head head) {
        Tensor x = picture.conv("features.0", channels, square(kernel).stride(2).padding(0))
                .relu()
                .maxPoolCeil(3, 2, 0);
        int at = 3;
        for (int squeeze : SQUEEZE) {
            if (poolsBefore.contains(at)) {
                x = x.maxPoolCeil(3, 2, 0);
                at++;
            }
            x = fire(x, "features." + at++, squeeze);
        }
        return head.on(
                x,
                "classifier",
                0,
                f -> f.conv("classifier.1", head.classes(), square(1))
                        .relu()
                        .globalAvgPool()
                        .flatten());
    }

    private static Tensor fire(Tensor x, String at, int squeeze) {
        Tensor s = x.conv(at + ".squeeze", squeeze, square(1)).relu();
        Tensor narrow = s.conv(at + ".expand1x1", 4 * squeeze, square(1)).relu();
        Tensor wide = s.conv(at + ".expand3x3", 4 * squeeze, square(3)).relu();
        return narrow.concat(wide);
    }
}
