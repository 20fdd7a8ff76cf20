package io.github.ccmusic.models.arch;

import static io.github.ccmusic.models.graph.Window.square;

import io.github.ccmusic.models.graph.Tensor;
import java.util.List;
import java.util.stream.Stream;

/**
 * VGG, with and without batch norm.
 *
 * <p>Source: Simonyan and Zisserman, "Very Deep Convolutional Networks for Large-Scale Image Recognition", 2014; follows
 * {@code torchvision.models.vgg}.
 *
 * @param name torchvision's name
 * @param stages how many convolutions each of the five stages has
 * @param norm whether a batch norm follows each
 */
record Vgg(String name, List<Integer> stages, boolean norm) implements Architecture {
    private static final int[] WIDTHS = {64, 128, 256, 512, 512};

    static Stream<Architecture> family() {
        return Stream.of(false, true)
                .flatMap(norm -> Stream.of(
                        new Vgg(named(11, norm), List.of(1, 1, 2, 2, 2), norm),
                        new Vgg(named(13, norm), List.of(2, 2, 2, 2, 2), norm),
                        new Vgg(named(16, norm), List.of(2, 2, 3, 3, 3), norm),
                        new Vgg(named(19, norm), List.of(2, 2, 4, 4, 4), norm)));
    }

    private static String named(int layers, boolean norm) {
        return "vgg" + layers + (norm ? "_bn" : "");
    }

    @Override
    public Tensor logits(Tensor picture, Head head) {
        Tensor x = picture;
        int layer = 0;
        for (int stage = 0; stage < stages.size(); stage++) {
            for (int i = 0; i < stages.get(stage); i++) {
                x = x.conv("features." + layer++, WIDTHS[stage], square(3));
                x = norm ? x.batchNorm("features." + layer++) : x;
                x = x.relu();
                layer++;
            }
            x = x.maxPool(2, 2, 0);
            layer++;
        }
        Tensor features = x.adaptiveAvgPool(7, 7).flatten();
        return head.on(
                features,
                "classifier",
                0,
                f -> f.linear("classifier.0", 4096)
                        .relu()
                        .linear("classifier.3", 4096)
                        .relu()
                        .linear("classifier.6", head.classes()));
    }
}
