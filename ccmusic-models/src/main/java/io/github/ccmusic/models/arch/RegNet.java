package io.github.ccmusic.models.arch;

import static io.github.ccmusic.models.arch.Fragments.convNorm;
import static io.github.ccmusic.models.arch.Fragments.divisible;
import static io.github.ccmusic.models.arch.Fragments.squeezeExcitation;
import static io.github.ccmusic.models.graph.Activation.RELU;
import static io.github.ccmusic.models.graph.Activation.SIGMOID;
import static io.github.ccmusic.models.graph.Window.square;

import io.github.ccmusic.models.graph.Tensor;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * RegNet, x (plain) and y (with squeeze-excitation): blocks whose widths follow a line that is rounded to a few steps.
 *
 * <p>Source: Radosavovic et al., "Designing Network Design Spaces", 2020; follows {@code torchvision.models.regnet}.
 *
 * @param name torchvision's name
 * @param depth how many blocks there are
 * @param initialWidth the line's start, w_0
 * @param slope of the line, w_a
 * @param step the factor between the widths that it is rounded to, w_m
 * @param groupWidth channels of a group
 * @param squeeze whether blocks have a squeeze-excitation
 */
record RegNet(String name, int depth, int initialWidth, double slope, double step, int groupWidth, boolean squeeze)
        implements Architecture {

    static Stream<Architecture> family() {
        return Stream.of(
                new RegNet("regnet_x_400mf", 22, 24, 24.48, 2.54, 16, false),
                new RegNet("regnet_x_800mf", 16, 56, 35.73, 2.28, 16, false),
                new RegNet("regnet_x_1_6gf", 18, 80, 34.01, 2.25, 24, false),
                new RegNet("regnet_x_3_2gf", 25, 88, 26.31, 2.25, 48, false),
                new RegNet("regnet_x_8gf", 23, 80, 49.56, 2.88, 120, false),
                new RegNet("regnet_x_16gf", 22, 216, 55.59, 2.1, 128, false),
                new RegNet("regnet_x_32gf", 23, 320, 69.86, 2.0, 168, false),
                new RegNet("regnet_y_400mf", 16, 48, 27.89, 2.09, 8, true),
                new RegNet("regnet_y_800mf", 14, 56, 38.84, 2.4, 16, true),
                new RegNet("regnet_y_1_6gf", 27, 48, 20.71, 2.65, 24, true),
                new RegNet("regnet_y_3_2gf", 21, 80, 42.63, 2.66, 24, true),
                new RegNet("regnet_y_8gf", 17, 192, 76.82, 2.19, 56, true),
                new RegNet("regnet_y_16gf", 18, 200, 106.23, 2.48, 112, true),
                new RegNet("regnet_y_32gf", 20, 232, 115.89, 2.53, 232, true),
                new RegNet("regnet_y_128gf", 27, 456, 160.83, 2.52, 264, true));
    }

    @Override
    public Tensor logits(Tensor picture, Head head) {
        Tensor x = convNorm(picture, "stem", 32, square(3).stride(2)).relu();
        int stage = 1;
        for (Map.Entry<Integer, Integer> blocks : blocksOfWidth().entrySet()) {
            int width = divisible(blocks.getKey(), Math.min(groupWidth, blocks.getKey()));
            for (int i = 0; i < blocks.getValue(); i++) {
                x = block(x, "trunk_output.block" + stage + ".block" + stage + "-" + i, width, i == 0 ? 2 : 1);
            }
            stage++;
        }
        return head.on(x.globalAvgPool().flatten(), "fc");
    }

    /** How many blocks there are of each width, before it is rounded to whole groups; each width is a stage. */
    private Map<Integer, Integer> blocksOfWidth() {
        Map<Integer, Integer> blocks = new TreeMap<>();
        for (int i = 0; i < depth; i++) {
            double exponent = Math.rint(Math.log((initialWidth + slope * i) / initialWidth) / Math.log(step));
            int width = (int) Math.rint(initialWidth * Math.pow(step, exponent) / 8) * 8;
            blocks.merge(width, 1, Integer::sum);
        }
        return blocks;
    }

    private Tensor block(Tensor x, String at, int width, int stride) {
        int in = x.shape().channels();
        int groups = width / Math.min(groupWidth, width);
        Tensor y = convNorm(x, at + ".f.a", width, square(1)).relu();
        y = convNorm(y, at + ".f.b", width, square(3).stride(stride).groups(groups))
                .relu();
        if (squeeze) {
            y = squeezeExcitation(y, at + ".f.se", (int) Math.rint(0.25 * in), RELU, SIGMOID);
        }
        y = convNorm(y, at + ".f.c", width, square(1));
        boolean sameShape = stride == 1 && in == width;
        Tensor shortcut =
                sameShape ? x : convNorm(x, at + ".proj", width, square(1).stride(stride));
        return y.add(shortcut).relu();
    }
}
