package io.github.ccmusic.models.arch;

import static io.github.ccmusic.models.arch.Fragments.convNorm;
import static io.github.ccmusic.models.graph.Activation.RELU6;
import static io.github.ccmusic.models.graph.Window.square;

import io.github.ccmusic.models.graph.Tensor;
import io.github.ccmusic.models.graph.Window;
import java.util.stream.Stream;

/**
 * MobileNet V2.
 *
 * <p>Source: Sandler et al., "MobileNetV2: Inverted Residuals and Linear Bottlenecks", 2018; follows
 * {@code torchvision.models.mobilenetv2}.
 */
record MobileNetV2() implements Architecture {
    /** The paper's table 2: expansion, channels, blocks, stride of the first. */
    private static final int[][] STAGES = {
        {1, 16, 1, 1}, {6, 24, 2, 2}, {6, 32, 3, 2}, {6, 64, 4, 2}, {6, 96, 3, 1}, {6, 160, 3, 2}, {6, 320, 1, 1}
    };

    static Stream<Architecture> family() {
        return Stream.of(new MobileNetV2());
    }

    @Override
    public String name() {
        return "mobilenet_v2";
    }

    @Override
    public Tensor logits(Tensor picture, Head head) {
        Tensor x = convNorm(picture, "features.0", 32, square(3).stride(2)).activate(RELU6);
        int at = 1;
        for (int[] stage : STAGES) {
            for (int i = 0; i < stage[2]; i++) {
                x = invertedResidual(x, "features." + at++ + ".conv", stage[0], stage[1], i == 0 ? stage[3] : 1);
            }
        }
        x = convNorm(x, "features." + at, 1280, square(1)).activate(RELU6);
        return head.on(x.globalAvgPool().flatten(), "classifier", 0, f -> f.linear("classifier.1", head.classes()));
    }

    private static Tensor invertedResidual(Tensor x, String at, int expansion, int out, int stride) {
        int in = x.shape().channels();
        Tensor y = x;
        int i = 0;
        if (expansion != 1) {
            y = convNorm(y, at + "." + i++, expansion * in, square(1)).activate(RELU6);
        }
        Window depthwise = square(3).stride(stride).groups(expansion * in);
        y = convNorm(y, at + "." + i++, expansion * in, depthwise).activate(RELU6);
        y = y.conv(at + "." + i, out, square(1).noBias()).batchNorm(at + "." + (i + 1));
        return stride == 1 && in == out ? y.add(x) : y;
    }
}
