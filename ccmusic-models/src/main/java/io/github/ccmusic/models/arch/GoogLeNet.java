package io.github.ccmusic.models.arch;

import static io.github.ccmusic.models.graph.Window.square;

import io.github.ccmusic.models.graph.Tensor;
import io.github.ccmusic.models.graph.Window;
import java.util.stream.Stream;

/**
 * GoogLeNet (Inception v1), without the two auxiliary heads that help in training.
 *
 * <p>Source: Szegedy et al., "Going Deeper with Convolutions", 2014; follows {@code torchvision.models.googlenet}, whose third
 * branch has 3×3 kernels where the paper has 5×5, with {@code transform_input} off.
 */
record GoogLeNet() implements Architecture {

    static Stream<Architecture> family() {
        return Stream.of(new GoogLeNet());
    }

    @Override
    public String name() {
        return "googlenet";
    }

    @Override
    public boolean ignores(String key) {
        return key.startsWith("aux1.") || key.startsWith("aux2.");
    }

    @Override
    public Tensor logits(Tensor picture, Head head) {
        Tensor x = conv(picture, "conv1", 64, square(7).stride(2)).maxPoolCeil(3, 2, 0);
        x = conv(x, "conv2", 64, square(1));
        x = conv(x, "conv3", 192, square(3)).maxPoolCeil(3, 2, 0);
        x = inception(x, "inception3a", 64, 96, 128, 16, 32, 32);
        x = inception(x, "inception3b", 128, 128, 192, 32, 96, 64).maxPoolCeil(3, 2, 0);
        x = inception(x, "inception4a", 192, 96, 208, 16, 48, 64);
        x = inception(x, "inception4b", 160, 112, 224, 24, 64, 64);
        x = inception(x, "inception4c", 128, 128, 256, 24, 64, 64);
        x = inception(x, "inception4d", 112, 144, 288, 32, 64, 64);
        x = inception(x, "inception4e", 256, 160, 320, 32, 128, 128).maxPoolCeil(2, 2, 0);
        x = inception(x, "inception5a", 256, 160, 320, 32, 128, 128);
        x = inception(x, "inception5b", 384, 192, 384, 48, 128, 128);
        return head.on(x.globalAvgPool().flatten(), "fc");
    }

    /** Four branches side by side; the numbers are those of the paper's table 1. */
    private static Tensor inception(
            Tensor x, String at, int narrow, int reduce3, int wide3, int reduce5, int wide5, int pooled) {
        Tensor branch1 = conv(x, at + ".branch1", narrow, square(1));
        Tensor branch2 = conv(conv(x, at + ".branch2.0", reduce3, square(1)), at + ".branch2.1", wide3, square(3));
        Tensor branch3 = conv(conv(x, at + ".branch3.0", reduce5, square(1)), at + ".branch3.1", wide5, square(3));
        Tensor branch4 = conv(x.maxPoolCeil(3, 1, 1), at + ".branch4.1", pooled, square(1));
        return branch1.concat(branch2, branch3, branch4);
    }

    private static Tensor conv(Tensor x, String at, int channels, Window window) {
        return x.conv(at + ".conv", channels, window.noBias())
                .batchNorm(at + ".bn", 0.001)
                .relu();
    }
}
