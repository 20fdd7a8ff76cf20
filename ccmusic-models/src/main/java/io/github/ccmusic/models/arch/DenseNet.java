package io.github.ccmusic.models.arch;

import static io.github.ccmusic.models.graph.Window.square;

import io.github.ccmusic.models.graph.Tensor;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * DenseNet: every layer of a block reads what all layers before it have made.
 *
 * <p>Source: Huang et al., "Densely Connected Convolutional Networks", 2016; follows {@code torchvision.models.densenet}.
 *
 * @param name torchvision's name
 * @param stem channels of the first convolution
 * @param growth channels that each layer adds
 * @param layers how many layers each of the four blocks has
 */
record DenseNet(String name, int stem, int growth, List<Integer> layers) implements Architecture {

    /** Until a name's dot was taken for a module of its own: see {@code _load_state_dict} in torchvision. */
    private static final Pattern DOTTED = Pattern.compile("(denselayer\\d+\\.(?:norm|relu|conv))\\.([12]\\.\\w+)$");

    static Stream<Architecture> family() {
        return Stream.of(
                new DenseNet("densenet121", 64, 32, List.of(6, 12, 24, 16)),
                new DenseNet("densenet161", 96, 48, List.of(6, 12, 36, 24)),
                new DenseNet("densenet169", 64, 32, List.of(6, 12, 32, 32)),
                new DenseNet("densenet201", 64, 32, List.of(6, 12, 48, 32)));
    }

    @Override
    public String today(String key) {
        return DOTTED.matcher(key).replaceFirst("$1$2");
    }

    @Override
    public Tensor logits(Tensor picture, Head head) {
        Tensor x = picture.conv("features.conv0", stem, square(7).stride(2).noBias())
                .batchNorm("features.norm0")
                .relu()
                .maxPool(3, 2, 1);
        for (int block = 1; block <= 4; block++) {
            for (int layer = 1; layer <= layers.get(block - 1); layer++) {
                x = x.concat(layer(x, "features.denseblock" + block + ".denselayer" + layer));
            }
            if (block < 4) {
                x = transition(x, "features.transition" + block);
            }
        }
        Tensor features = x.batchNorm("features.norm5").relu().globalAvgPool().flatten();
        return head.on(features, "classifier");
    }

    private Tensor layer(Tensor x, String at) {
        return x.batchNorm(at + ".norm1")
                .relu()
                .conv(at + ".conv1", 4 * growth, square(1).noBias())
                .batchNorm(at + ".norm2")
                .relu()
                .conv(at + ".conv2", growth, square(3).noBias());
    }

    private static Tensor transition(Tensor x, String at) {
        return x.batchNorm(at + ".norm")
                .relu()
                .conv(at + ".conv", x.shape().channels() / 2, square(1).noBias())
                .avgPool(2, 2, 0);
    }
}
