package io.github.ccmusic.models.arch;

import static io.github.ccmusic.models.graph.Window.square;

import io.github.ccmusic.models.graph.Tensor;
import java.util.List;
import java.util.stream.Stream;

/**
 * ConvNeXt.
 *
 * <p>Source: Liu et al., "A ConvNet for the 2020s", 2022; follows {@code torchvision.models.convnext}.
 *
 * @param name torchvision's name
 * @param width channels of the first stage; each further one has twice as many
 * @param blocks how many blocks each of the four stages has
 */
record ConvNext(String name, int width, List<Integer> blocks) implements Architecture {
    private static final double NORM_EPSILON = 1e-6;

    static Stream<Architecture> family() {
        return Stream.of(
                new ConvNext("convnext_tiny", 96, List.of(3, 3, 9, 3)),
                new ConvNext("convnext_small", 96, List.of(3, 3, 27, 3)),
                new ConvNext("convnext_base", 128, List.of(3, 3, 27, 3)),
                new ConvNext("convnext_large", 192, List.of(3, 3, 27, 3)));
    }

    @Override
    public Tensor logits(Tensor picture, Head head) {
        Tensor x = picture.conv("features.0.0", width, square(4).stride(4).padding(0));
        x = norm(x, "features.0.1");
        for (int stage = 0; stage < blocks.size(); stage++) {
            if (stage > 0) {
                String at = "features." + 2 * stage;
                x = norm(x, at + ".0").conv(at + ".1", width << stage, square(2).stride(2));
            }
            for (int i = 0; i < blocks.get(stage); i++) {
                x = block(x, "features." + (2 * stage + 1) + "." + i);
            }
        }
        Tensor features = norm(x.globalAvgPool(), "classifier.0").flatten();
        return head.on(features, "classifier", 2, f -> f.linear("classifier.2", head.classes()));
    }

    private static Tensor block(Tensor x, String at) {
        int channels = x.shape().channels();
        Tensor y = x.conv(at + ".block.0", channels, square(7).groups(channels))
                .channelsLast()
                .layerNorm(at + ".block.2", NORM_EPSILON)
                .linear(at + ".block.3", 4 * channels)
                .gelu()
                .linear(at + ".block.5", channels)
                .channelsFirst();
        return y.layerScale(at + ".layer_scale").add(x);
    }

    /** Layer norm over the channels of each place. */
    private static Tensor norm(Tensor x, String at) {
        return x.channelsLast().layerNorm(at, NORM_EPSILON).channelsFirst();
    }
}
