package io.github.ccmusic.models.arch;

import static io.github.ccmusic.models.graph.Window.square;

import io.github.ccmusic.models.graph.Tensor;
import io.github.ccmusic.models.graph.Window;
import java.util.stream.Stream;

/**
 * Inception v3, without the auxiliary head that helps in training; for pictures of 299×299.
 *
 * <p>Source: Szegedy et al., "Rethinking the Inception Architecture for Computer Vision", 2015; follows
 * {@code torchvision.models.inception} with {@code transform_input} off.
 */
record InceptionV3() implements Architecture {

    static Stream<Architecture> family() {
        return Stream.of(new InceptionV3());
    }

    @Override
    public String name() {
        return "inception_v3";
    }

    @Override
    public int inputSize() {
        return 299;
    }

    @Override
    public boolean ignores(String key) {
        return key.startsWith("AuxLogits.");
    }

    @Override
    public Tensor logits(Tensor picture, Head head) {
        Tensor x = conv(picture, "Conv2d_1a_3x3", 32, halving(3));
        x = conv(x, "Conv2d_2a_3x3", 32, square(3).padding(0));
        x = conv(x, "Conv2d_2b_3x3", 64, square(3)).maxPool(3, 2, 0);
        x = conv(x, "Conv2d_3b_1x1", 80, square(1));
        x = conv(x, "Conv2d_4a_3x3", 192, square(3).padding(0)).maxPool(3, 2, 0);
        x = blockA(x, "Mixed_5b", 32);
        x = blockA(x, "Mixed_5c", 64);
        x = blockA(x, "Mixed_5d", 64);
        x = blockB(x, "Mixed_6a");
        x = blockC(x, "Mixed_6b", 128);
        x = blockC(x, "Mixed_6c", 160);
        x = blockC(x, "Mixed_6d", 160);
        x = blockC(x, "Mixed_6e", 192);
        x = blockD(x, "Mixed_7a");
        x = blockE(x, "Mixed_7b");
        x = blockE(x, "Mixed_7c");
        return head.on(x.globalAvgPool().flatten(), "fc");
    }

    /** The paper's figure 5: 5×5 as two 3×3. */
    private static Tensor blockA(Tensor x, String at, int pooled) {
        Tensor narrow = conv(x, at + ".branch1x1", 64, square(1));
        Tensor five = conv(x, at + ".branch5x5_1", 48, square(1));
        five = conv(five, at + ".branch5x5_2", 64, square(5));
        Tensor three = conv(x, at + ".branch3x3dbl_1", 64, square(1));
        three = conv(three, at + ".branch3x3dbl_2", 96, square(3));
        three = conv(three, at + ".branch3x3dbl_3", 96, square(3));
        Tensor pool = conv(x.avgPool(3, 1, 1), at + ".branch_pool", pooled, square(1));
        return narrow.concat(five, three, pool);
    }

    private static Tensor blockB(Tensor x, String at) {
        Tensor three = conv(x, at + ".branch3x3", 384, halving(3));
        Tensor twice = conv(x, at + ".branch3x3dbl_1", 64, square(1));
        twice = conv(twice, at + ".branch3x3dbl_2", 96, square(3));
        twice = conv(twice, at + ".branch3x3dbl_3", 96, halving(3));
        return three.concat(twice, x.maxPool(3, 2, 0));
    }

    /** The paper's figure 6: 7×7 as rows and columns. */
    private static Tensor blockC(Tensor x, String at, int width) {
        Tensor narrow = conv(x, at + ".branch1x1", 192, square(1));
        Tensor once = conv(x, at + ".branch7x7_1", width, square(1));
        once = conv(once, at + ".branch7x7_2", width, row(7));
        once = conv(once, at + ".branch7x7_3", 192, column(7));
        Tensor twice = conv(x, at + ".branch7x7dbl_1", width, square(1));
        twice = conv(twice, at + ".branch7x7dbl_2", width, column(7));
        twice = conv(twice, at + ".branch7x7dbl_3", width, row(7));
        twice = conv(twice, at + ".branch7x7dbl_4", width, column(7));
        twice = conv(twice, at + ".branch7x7dbl_5", 192, row(7));
        Tensor pool = conv(x.avgPool(3, 1, 1), at + ".branch_pool", 192, square(1));
        return narrow.concat(once, twice, pool);
    }

    private static Tensor blockD(Tensor x, String at) {
        Tensor three = conv(x, at + ".branch3x3_1", 192, square(1));
        three = conv(three, at + ".branch3x3_2", 320, halving(3));
        Tensor seven = conv(x, at + ".branch7x7x3_1", 192, square(1));
        seven = conv(seven, at + ".branch7x7x3_2", 192, row(7));
        seven = conv(seven, at + ".branch7x7x3_3", 192, column(7));
        seven = conv(seven, at + ".branch7x7x3_4", 192, halving(3));
        return three.concat(seven, x.maxPool(3, 2, 0));
    }

    /** The paper's figure 7: a row and a column side by side. */
    private static Tensor blockE(Tensor x, String at) {
        Tensor narrow = conv(x, at + ".branch1x1", 320, square(1));
        Tensor once = rowAndColumn(conv(x, at + ".branch3x3_1", 384, square(1)), at + ".branch3x3_2");
        Tensor twice = conv(x, at + ".branch3x3dbl_1", 448, square(1));
        twice = rowAndColumn(conv(twice, at + ".branch3x3dbl_2", 384, square(3)), at + ".branch3x3dbl_3");
        Tensor pool = conv(x.avgPool(3, 1, 1), at + ".branch_pool", 192, square(1));
        return narrow.concat(once, twice, pool);
    }

    private static Tensor rowAndColumn(Tensor x, String at) {
        return conv(x, at + "a", 384, row(3)).concat(conv(x, at + "b", 384, column(3)));
    }

    private static Window row(int length) {
        return Window.of(1, length);
    }

    private static Window column(int length) {
        return Window.of(length, 1);
    }

    private static Window halving(int size) {
        return square(size).stride(2).padding(0);
    }

    private static Tensor conv(Tensor x, String at, int channels, Window window) {
        return x.conv(at + ".conv", channels, window.noBias())
                .batchNorm(at + ".bn", 0.001)
                .relu();
    }
}
