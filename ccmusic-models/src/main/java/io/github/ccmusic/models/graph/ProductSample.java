package io.github.ccmusic.models.graph;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * Some numbers that one convolution or linear layer of a program reads and gives, to be compared with sums in double precision.
 *
 * <p>A wrong kernel is rarely wrong everywhere: it forgets the last rows, or a block of channels. So the samples are the first and the
 * last of each and some in between. A linear layer counts as a convolution of 1 × 1 on maps of one pixel.
 *
 * @param layer what to call the layer in an error
 * @param kernel its kernel, [outChannels, inChannels / groups, height, width], or its matrix
 * @param bias what it adds; null for nothing
 * @param sparesKeys whether the middle third of the bias counts as zero
 * @param window the size of the kernel, its groups and its dilation; the rest is in the points
 * @param activation what the kernel itself applies to its result
 * @param channels which of the output channels to compare
 * @param points what the program gives: for each, a part of the input and all channels of one pixel of the output
 */
public record ProductSample(
        String layer,
        Weight kernel,
        @Nullable Weight bias,
        boolean sparesKeys,
        Window window,
        Activation activation,
        List<Integer> channels,
        List<Point> points) {
    private static final int CHANNELS = 8;
    private static final int POINTS = 4;

    /**
     * A pixel of the output, with the part of the input that lies under the kernel there.
     *
     * @param y row of the output
     * @param x column of the output
     * @param top row of the input under the kernel's first row; negative in the padding
     * @param left likewise
     * @param from the first row of the input that is there
     * @param to the row after the last
     * @param fromX the first column of the input that is there
     * @param toX the column after the last
     */
    public record Point(int y, int x, int top, int left, int from, int to, int fromX, int toX) {

        /** How many numbers of each input channel there are. */
        int area() {
            return (to - from) * (toX - fromX);
        }
    }

    /** A sum of products, with its activation, and the sum of their absolute values, to which rounding errors are in proportion. */
    public record Sum(double value, double magnitude) {}

    static ProductSample of(Op.Convolution conv, Activation applied, Shape input, Shape output) {
        SplittableRandom random = new SplittableRandom(conv.key().hashCode());
        List<Point> points = new ArrayList<>();
        for (int pixel : some(POINTS, output.height() * output.width(), random)) {
            points.add(point(conv.window(), input, pixel / output.width(), pixel % output.width()));
        }
        return new ProductSample(
                conv.key(),
                conv.kernel(),
                conv.effectiveBias(),
                false,
                conv.window(),
                applied,
                some(CHANNELS, conv.outChannels(), random),
                points);
    }

    static ProductSample of(Op.Linear linear, Weight kernel, @Nullable Weight bias, int rows) {
        SplittableRandom random = new SplittableRandom(linear.weightKey().hashCode());
        List<Point> points = some(POINTS, rows, random).stream()
                .map(row -> new Point(row, 0, 0, 0, 0, 1, 0, 1))
                .toList();
        return new ProductSample(
                linear.weightKey(),
                kernel,
                bias,
                linear.bias() != null && linear.bias().sparesKeys(),
                Window.square(1),
                Activation.NONE,
                some(CHANNELS, linear.outFeatures(), random),
                points);
    }

    private static Point point(Window window, Shape input, int y, int x) {
        int top = y * window.strideY() - window.paddingY();
        int left = x * window.strideX() - window.paddingX();
        int bottom = top + window.dilation() * (window.height() - 1) + 1;
        int right = left + window.dilation() * (window.width() - 1) + 1;
        return new Point(
                y,
                x,
                top,
                left,
                Math.max(0, top),
                Math.min(input.height(), bottom),
                Math.max(0, left),
                Math.min(input.width(), right));
    }

    /** The last, the first, and some in between, each once. */
    private static List<Integer> some(int wanted, int count, SplittableRandom random) {
        Set<Integer> picked = new LinkedHashSet<>(List.of(count - 1));
        picked.add(0);
        for (int i = 2; i < wanted; i++) {
            picked.add(random.nextInt(count));
        }
        return List.copyOf(picked);
    }

    public int outChannels() {
        return kernel.shape().get(0);
    }

    public int inChannels() {
        return kernel.shape().get(1) * window.groups();
    }

    /** How many numbers of the kernel belong to one output channel. */
    public int rowLength() {
        return kernel.shape().stream().skip(1).reduce(1, Math::multiplyExact);
    }

    /** How many numbers of the input the program gives for a point: [inChannels, height, width] of the part under the kernel. */
    public int inputLength(Point point) {
        return inChannels() * point.area();
    }

    /**
     * What the layer should give.
     *
     * @param channel of the output
     * @param row of the kernel, which belongs to that channel
     * @param added the bias of that channel
     * @param numbers hold the part of the input
     * @param offset where it begins in them
     */
    public Sum sum(Point point, int channel, float[] row, double added, float[] numbers, int offset) {
        int channels = inChannels() / window.groups();
        int first = channel / (outChannels() / window.groups()) * channels;
        int width = point.toX - point.fromX;
        double value = added;
        double magnitude = Math.abs(added);
        for (int ky = 0; ky < window.height(); ky++) {
            int y = point.top + ky * window.dilation() - point.from;
            for (int kx = 0; kx < window.width(); kx++) {
                int x = point.left + kx * window.dilation() - point.fromX;
                if (y < 0 || y >= point.to - point.from || x < 0 || x >= width) {
                    continue;
                }
                int in = offset + first * point.area() + y * width + x;
                for (int k = ky * window.width() + kx; k < row.length; k += window.height() * window.width()) {
                    double product = (double) row[k] * numbers[in];
                    value += product;
                    magnitude += Math.abs(product);
                    in += point.area();
                }
            }
        }
        return new Sum(applied(value), magnitude);
    }

    private double applied(double value) {
        return switch (activation) {
            case RELU -> Math.max(0, value);
            case RELU6 -> Math.min(6, Math.max(0, value));
            default -> value;
        };
    }
}
