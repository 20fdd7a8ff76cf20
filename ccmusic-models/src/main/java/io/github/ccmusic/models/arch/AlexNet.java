package io.github.ccmusic.models.arch;

import static io.github.ccmusic.models.graph.Window.square;

import io.github.ccmusic.models.graph.Tensor;
import java.util.stream.Stream;

/**
 * AlexNet.
 *
 * <p>Source: Krizhevsky, "One weird trick for parallelizing convolutional neural networks", 2014; follows
 * {@code torchvision.models.alexnet}.
 */
record AlexNet() implements Architecture {

    static Stream<Architecture> family() {
        return Stream.of(new AlexNet());
    }

    @Override
    public String name() {
        return "alexnet";
    }

    @Override
    public Tensor logits(Tensor picture, Head head) {
        Tensor x = picture.conv("features.0", 64, square(11).stride(4).padding(2))
                .relu()
                .maxPool(3, 2, 0)
                .conv("features.3", 192, square(5))
                .relu()
                .maxPool(3, 2, 0)
                .conv("features.6", 384, square(3))
                .relu()
                .conv("features.8", 256, square(3))
                .relu()
                .conv("features.10", 256, square(3))
                .relu()
                .maxPool(3, 2, 0)
                .adaptiveAvgPool(6, 6);
        return head.on(
                x.flatten(),
                "classifier",
                0,
                f -> f.linear("classifier.1", 4096)
                        .relu()
                        .linear("classifier.4", 4096)
                        .relu()
                        .linear("classifier.6", head.classes()));
    }
}
