package io.github.ccmusic.models.arch;

import static io.github.ccmusic.models.graph.Window.square;

import io.github.ccmusic.models.graph.Tensor;
import io.github.ccmusic.models.graph.Window;
import java.util.List;
import java.util.stream.Stream;

/**
 * ResNet, and its two kin that differ in the middle of a block: ResNeXt (many groups) and Wide ResNet (more channels).
 *
 * <p>Source: He et al., "Deep Residual Learning for Image Recognition", 2015; Xie et al., 2016; Zagoruyko and Komodakis, 2016;
 * follows {@code torchvision.models.resnet} (stride on the 3×3 convolution).
 *
 * @param name torchvision's name
 * @param blocks how many blocks each of the four layers has
 * @param bottleneck three convolutions a block, the last four times as wide, rather than two
 * @param groups groups of the 3×3 convolution
 * @param widthPerGroup channels of each group in the first layer
 */
record ResNet(String name, List<Integer> blocks, boolean bottleneck, int groups, int widthPerGroup)
        implements Architecture {

    static Stream<Architecture> family() {
        return Stream.of(
                new ResNet("resnet18", List.of(2, 2, 2, 2), false, 1, 64),
                new ResNet("resnet34", List.of(3, 4, 6, 3), false, 1, 64),
                new ResNet("resnet50", List.of(3, 4, 6, 3), true, 1, 64),
                new ResNet("resnet101", List.of(3, 4, 23, 3), true, 1, 64),
                new ResNet("resnet152", List.of(3, 8, 36, 3), true, 1, 64),
                new ResNet("resnext50_32x4d", List.of(3, 4, 6, 3), true, 32, 4),
                new ResNet("resnext101_32x8d", List.of(3, 4, 23, 3), true, 32, 8),
                new ResNet("resnext101_64x4d", List.of(3, 4, 23, 3), true, 64, 4),
                new ResNet("wide_resnet50_2", List.of(3, 4, 6, 3), true, 1, 128),
                new ResNet("wide_resnet101_2", List.of(3, 4, 23, 3), true, 1, 128));
    }

    @Override
    public Tensor logits(Tensor picture, Head head) {
        Tensor x = picture.conv("conv1", 64, square(7).stride(2).noBias())
                .batchNorm("bn1")
                .relu()
                .maxPool(3, 2, 1);
        int width = 64;
        for (int layer = 1; layer <= 4; layer++, width *= 2) {
            for (int i = 0; i < blocks.get(layer - 1); i++) {
                int stride = layer > 1 && i == 0 ? 2 : 1;
                String at = "layer" + layer + "." + i;
                x = bottleneck ? bottleneck(x, at, width, stride) : basic(x, at, width, stride);
            }
        }
        return head.on(x.globalAvgPool().flatten(), "fc");
    }

    private static Tensor basic(Tensor x, String at, int width, int stride) {
        Tensor y = convNorm(x, at + ".conv1", at + ".bn1", width, square(3).stride(stride))
                .relu();
        return convNorm(y, at + ".conv2", at + ".bn2", width, square(3))
                .add(shortcut(x, at, width, stride))
                .relu();
    }

    private Tensor bottleneck(Tensor x, String at, int planes, int stride) {
        int width = planes * widthPerGroup / 64 * groups;
        Tensor y = convNorm(x, at + ".conv1", at + ".bn1", width, square(1)).relu();
        y = convNorm(
                        y,
                        at + ".conv2",
                        at + ".bn2",
                        width,
                        square(3).stride(stride).groups(groups))
                .relu();
        return convNorm(y, at + ".conv3", at + ".bn3", 4 * planes, square(1))
                .add(shortcut(x, at, 4 * planes, stride))
                .relu();
    }

    private static Tensor shortcut(Tensor x, String at, int channels, int stride) {
        return stride == 1 && x.shape().channels() == channels
                ? x
                : convNorm(
                        x,
                        at + ".downsample.0",
                        at + ".downsample.1",
                        channels,
                        square(1).stride(stride));
    }

    private static Tensor convNorm(Tensor x, String conv, String norm, int channels, Window window) {
        return x.conv(conv, channels, window.noBias()).batchNorm(norm);
    }
}
