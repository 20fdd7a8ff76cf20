package io.github.ccmusic.models.graph;

import io.github.ccmusic.models.graph.ConvolutionScript.How;

/**
 * Convolutions of 3 × 3 with half of the products: four neighbours of a row come from six products for each channel and row of the kernel
 * instead of twelve.
 *
 * <p>Each row is cut into tiles of four, which with their neighbours are six numbers. Sums of those, multiplied by sums of the kernel's three
 * and summed once more, are the four results. The products remain a convolution, of six groups with kernels of 3 × 1. The sums cost
 * something too: it pays with many channels, and not in both directions at once, which would save more products still.
 *
 * <p>Source: S. Winograd, Arithmetic Complexity of Computations (1980), the algorithm F(4, 3); A. Lavin and S. Gray, Fast Algorithms
 * for Convolutional Neural Networks (2015), whose matrices these are.
 */
final class Winograd {
    /** The results of a tile. */
    private static final int TILE = 4;

    /** The products of a tile. */
    private static final int PRODUCTS = 6;

    /** From here on the products saved outweigh the sums added: measured. */
    private static final int FEWEST_CHANNELS = 128;

    private static final int NARROWEST = 28;

    /** The kernels become twice as large, which with more channels is 10 MB for each. */
    private static final int MOST_CHANNELS = 256;

    /** How the kernels of 3 × 1 move, each product's in a group of its own. */
    private static final How HOW = new How("[1, 1]", "[1, 0]", "[1, 1]", PRODUCTS);

    private static final String METHODS = """
              def to_tiles(self: __torch__.Network, x: Tensor) -> Tensor:
                rows = torch.constant_pad_nd(torch.permute(x, [0, 2, 3, 1]), [0, 0, 1, 1])
                n = torch.size(x, 0)
                c = torch.size(x, 1)
                h = torch.size(x, 2)
                w = torch.size(x, 3)
                d0 = torch.slice(rows, 2, 0, w - 3, 4)
                d1 = torch.slice(rows, 2, 1, w - 2, 4)
                d2 = torch.slice(rows, 2, 2, w - 1, 4)
                d3 = torch.slice(rows, 2, 3, w, 4)
                d4 = torch.slice(rows, 2, 4, w + 1, 4)
                d5 = torch.slice(rows, 2, 5, w + 2, 4)
                tiles = torch.empty([n, h, w // 4, 6, c])
                even = torch.sub(d4, d2)
                odd = torch.sub(d3, d1)
                _0 = torch.add(even, torch.sub(d0, d2), alpha=4, out=torch.select(tiles, 3, 0))
                _0 = torch.add(even, odd, alpha=2, out=torch.select(tiles, 3, 3))
                _0 = torch.add(even, odd, alpha=-2, out=torch.select(tiles, 3, 4))
                _0 = torch.add(torch.sub(d5, d3), odd, alpha=-4, out=torch.select(tiles, 3, 5))
                even = torch.sub(d4, d2, alpha=4)
                odd = torch.sub(d3, d1, alpha=4)
                _0 = torch.add(even, odd, alpha=1, out=torch.select(tiles, 3, 1))
                _0 = torch.add(even, odd, alpha=-1, out=torch.select(tiles, 3, 2))
                return torch.permute(torch.reshape(tiles, [n, h, w // 4, 6 * c]), [0, 3, 1, 2])
              def from_tiles(self: __torch__.Network, products: Tensor) -> Tensor:
                n = torch.size(products, 0)
                c = torch.size(products, 1) // 6
                h = torch.size(products, 2)
                w = torch.size(products, 3)
                m = torch.reshape(torch.permute(products, [0, 2, 3, 1]), [n, h, w, 6, c])
                m1 = torch.select(m, 3, 1)
                m2 = torch.select(m, 3, 2)
                m3 = torch.select(m, 3, 3)
                m4 = torch.select(m, 3, 4)
                sum = torch.add(m1, m2)
                difference = torch.sub(m1, m2)
                outer_sum = torch.add(m3, m4)
                outer_difference = torch.sub(m3, m4)
                y = torch.empty([n, h, w, 4, c])
                _0 = torch.add(torch.add(torch.select(m, 3, 0), sum), outer_sum, alpha=1, out=torch.select(y, 3, 0))
                _0 = torch.add(difference, outer_difference, alpha=2, out=torch.select(y, 3, 1))
                _0 = torch.add(sum, outer_sum, alpha=4, out=torch.select(y, 3, 2))
                last = torch.add(torch.select(m, 3, 5), difference)
                _0 = torch.add(last, outer_difference, alpha=8, out=torch.select(y, 3, 3))
                return torch.permute(torch.reshape(y, [n, h, 4 * w, c]), [0, 3, 1, 2])
              def kernel_for_tiles(self: __torch__.Network, kernel: Tensor) -> Tensor:
                g = torch.tensor([[6., 0., 0.], [-4., -4., -4.], [-4., 4., -4.], [1., 2., 4.], [1., -2., 4.], [0., 0., 24.]], dtype=6)
                taps = torch.reshape(torch.permute(kernel, [3, 0, 1, 2]), [3, -1])
                sums = torch.matmul(torch.div(g, 24.), taps)
                return torch.reshape(sums, [-1, torch.size(kernel, 1), 3, 1])
            """;

    private Winograd() {}

    /** Whether it is the quicker way for a convolution of an input of this shape. */
    static boolean suits(Op.Convolution conv, Shape x) {
        Window plain = Window.square(3);
        return (conv.window().equals(plain) || conv.window().equals(plain.noBias()))
                && Math.min(conv.inChannels(), conv.outChannels()) >= FEWEST_CHANNELS
                && Math.max(conv.inChannels(), conv.outChannels()) <= MOST_CHANNELS
                && x.width() >= NARROWEST
                && x.width() % TILE == 0;
    }

    /** The expression for the convolution, without what may follow it. */
    static String convolution(TorchScript out, Op.Convolution conv, String x, Shape shape) {
        out.define(METHODS);
        Weight bias = conv.effectiveBias();
        // The second product is in each of the four results, once.
        String added = bias == null
                ? "None"
                : out.weight(
                        bias,
                        "torch.constant_pad_nd(w, [%d, %d])"
                                .formatted(conv.outChannels(), (PRODUCTS - 2) * conv.outChannels()));
        Shape tiles = Shape.of(PRODUCTS * shape.channels(), shape.height(), shape.width() / TILE);
        String products = ConvolutionScript.large(
                out, "self.to_tiles(" + x + ")", conv.kernel(), "self.kernel_for_tiles(w)", added, HOW, tiles);
        return "self.from_tiles(" + products + ")";
    }
}
