package io.github.ccmusic.models.arch;

import static io.github.ccmusic.models.graph.Window.square;

import io.github.ccmusic.models.graph.Activation;
import io.github.ccmusic.models.graph.Tensor;
import io.github.ccmusic.models.graph.Window;

/** What several families are built of; follows {@code torchvision.ops.misc} and {@code torchvision.models._utils}. */
final class Fragments {

    private Fragments() {}

    /** A convolution and its batch norm, as {@code Conv2dNormActivation} names them. */
    static Tensor convNorm(Tensor x, String at, int channels, Window window, double epsilon) {
        return x.conv(at + ".0", channels, window.noBias()).batchNorm(at + ".1", epsilon);
    }

    static Tensor convNorm(Tensor x, String at, int channels, Window window) {
        return convNorm(x, at, channels, window, 1e-5);
    }

    /**
     * Scales each channel by what the means of all channels say about it.
     *
     * <p>Source: Hu et al., "Squeeze-and-Excitation Networks", 2017.
     *
     * @param squeezed how many channels there are between the two layers
     * @param inner the activation between them
     * @param gate the activation that ends in factors from 0 to 1
     */
    static Tensor squeezeExcitation(Tensor x, String at, int squeezed, Activation inner, Activation gate) {
        Tensor factors = x.globalAvgPool()
                .conv(at + ".fc1", squeezed, square(1))
                .activate(inner)
                .conv(at + ".fc2", x.shape().channels(), square(1))
                .activate(gate);
        return x.scale(factors);
    }

    /** The multiple of a divisor nearest to a width, but never less than nine tenths of it. */
    static int divisible(double width, int divisor) {
        int rounded = Math.max(divisor, (int) (width + divisor / 2.0) / divisor * divisor);
        return rounded < 0.9 * width ? rounded + divisor : rounded;
    }

    static int divisibleBy8(double width) {
        return divisible(width, 8);
    }
}
