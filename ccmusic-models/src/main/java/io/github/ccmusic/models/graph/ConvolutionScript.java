package io.github.ccmusic.models.graph;

import static io.github.ccmusic.models.graph.TorchScript.pair;

/** Says one convolution, with what follows it, by the kernel that is the quickest for it among those that the dialect allows. */
final class ConvolutionScript {
    /** {@code c10::MemoryFormat::ChannelsLast}, as TorchScript counts formats. */
    private static final int CHANNELS_LAST = 2;

    /** Products from which on oneDNN's quicker kernels outweigh what it costs to call: measured, about a millisecond of work. */
    private static final long LARGE = 100_000_000;

    private final TorchScript out;
    private final Op.Convolution conv;
    private final Window window;
    private final Shape shape;
    private final Node node;
    private final String x;

    ConvolutionScript(TorchScript out, Op.Convolution conv, Node node) {
        this.out = out;
        this.conv = conv;
        this.window = conv.window();
        this.shape = node.inputs().get(0).shape();
        this.node = node;
        this.x = out.name(node.inputs().get(0));
    }

    /** Whose convolution it is that a step calls. */
    private enum Kernel {
        PUBLIC,
        MATRIX,
        ONEDNN,
        XNNPACK,
        WINOGRAD
    }

    /** The expression for the result. */
    String expression() {
        Kernel kernel = kernel();
        String result = switch (kernel) {
            case PUBLIC -> plain();
            case MATRIX -> matrix();
            case ONEDNN -> oneDnn();
            case XNNPACK -> packed();
            case WINOGRAD -> Winograd.convolution(out, conv, x, shape);
        };
        Activation applied = activates(kernel) ? conv.activation() : Activation.NONE;
        result = out.sampled(result, x, ProductSample.of(conv, applied, shape, node.shape()));
        if (conv.addsInput()) {
            result = "torch.add_(%s, %s)"
                    .formatted(result, out.name(node.inputs().get(1)));
        }
        return activates(kernel) ? result : conv.activation().overwriting(result);
    }

    private Kernel kernel() {
        return switch (out.dialect()) {
            case PLAIN -> Kernel.PUBLIC;
            case MATRICES -> isMatrix() ? Kernel.MATRIX : Kernel.PUBLIC;
            case BFLOAT16 -> Kernel.ONEDNN;
            case ONEDNN -> large(Kernel.ONEDNN);
            case XNNPACK -> products() < LARGE ? Kernel.XNNPACK : large(Kernel.ONEDNN);
            case XNNPACK_ALONE -> large(Kernel.XNNPACK);
        };
    }

    private Kernel large(Kernel direct) {
        return Winograd.suits(conv, shape) ? Kernel.WINOGRAD : direct;
    }

    /** Whether each pixel of the result is a matrix times one pixel of the input. */
    private boolean isMatrix() {
        return window.height() == 1
                && window.width() == 1
                && window.groups() == 1
                && window.paddingY() == 0
                && window.paddingX() == 0;
    }

    private long products() {
        long kernel = conv.kernelShape().stream().mapToLong(Integer::longValue).reduce(1, Math::multiplyExact);
        return kernel * node.shape().height() * node.shape().width();
    }

    /** Whether a kernel applies the activation while it writes the result. */
    private boolean activates(Kernel kernel) {
        boolean able = switch (kernel) {
            case PUBLIC, MATRIX, WINOGRAD -> false;
            case ONEDNN -> conv.activation() == Activation.RELU;
            case XNNPACK -> conv.activation() == Activation.RELU || conv.activation() == Activation.RELU6;
        };
        return able && !conv.addsInput();
    }

    private String plain() {
        String kernel = out.weight(conv.kernel(), "torch.contiguous(w, memory_format=%d)".formatted(CHANNELS_LAST));
        return "torch.conv2d(%s, %s, %s, %s, %s, %s, %d)"
                .formatted(x, kernel, bias(), stride(), padding(), dilation(), window.groups());
    }

    private String matrix() {
        String pixels = "torch.permute(%s, [0, 2, 3, 1])".formatted(x);
        if (window.strideY() > 1 || window.strideX() > 1) {
            pixels = "torch.slice(torch.slice(%s, 1, 0, %d, %d), 2, 0, %d, %d)"
                    .formatted(pixels, shape.height(), window.strideY(), shape.width(), window.strideX());
        }
        String kernel = out.weight(
                conv.kernel(), "torch.reshape(w, [%d, %d])".formatted(conv.outChannels(), conv.inChannels()));
        return "torch.permute(torch.linear(%s, %s, %s), [0, 3, 1, 2])".formatted(pixels, kernel, bias());
    }

    private String packed() {
        String low = activates(Kernel.XNNPACK) ? "0." : "None";
        String high = activates(Kernel.XNNPACK) && conv.activation() == Activation.RELU6 ? "6." : "None";
        return packed(out, x, conv.kernel(), "w", bias(), how(), low, high);
    }

    /**
     * XNNPACK's convolution.
     *
     * @param form of the kernel, in terms of {@code w}
     * @param how stride, padding, dilation and groups
     * @param low the least that it may give, or None
     * @param high the most, or None
     */
    private static String packed(
            TorchScript out, String x, Weight kernel, String form, String bias, How how, String low, String high) {
        String packing = "ops.prepacked.conv2d_clamp_prepack(%s, %s, %s, %s, %s, %d, %s, %s)"
                .formatted(form, bias, how.stride, how.padding, how.dilation, how.groups, low, high);
        return "ops.prepacked.conv2d_clamp_run(%s, %s)".formatted(x, out.packed(kernel, "", packing));
    }

    private String oneDnn() {
        return oneDnn(out, x, conv.kernel(), "w", bias(), how(), shape, activates(Kernel.ONEDNN) ? "relu" : "none");
    }

    /**
     * oneDNN's convolution, with a kernel laid out for its input.
     *
     * @param form of the kernel, in terms of {@code w}
     * @param input the shape of {@code x}
     */
    private static String oneDnn(
            TorchScript out,
            String x,
            Weight kernel,
            String form,
            String bias,
            How how,
            Shape input,
            String activation) {
        String moves = "%s, %s, %s, %d".formatted(how.padding, how.stride, how.dilation, how.groups);
        String laidOut = "torch.mkldnn_reorder_conv2d_weight(torch.to_mkldnn(%s), %s, [1, %d, %d, %d])"
                .formatted(form, moves, input.channels(), input.height(), input.width());
        return "ops.mkldnn._convolution_pointwise(%s, %s, %s, %s, \"%s\", [], None)"
                .formatted(x, out.weight(kernel, laidOut), bias, moves, activation);
    }

    /** How a kernel moves over its input, in TorchScript. */
    record How(String stride, String padding, String dilation, int groups) {}

    /** A convolution without activation by whichever library the dialect prefers for large ones. */
    static String large(TorchScript out, String x, Weight kernel, String form, String bias, How how, Shape input) {
        return out.dialect() == Dialect.XNNPACK_ALONE
                ? packed(out, x, kernel, form, bias, how, "None", "None")
                : oneDnn(out, x, kernel, form, bias, how, input, "none");
    }

    private How how() {
        return new How(stride(), padding(), dilation(), window.groups());
    }

    private String bias() {
        return out.weightOrNone(conv.effectiveBias());
    }

    private String stride() {
        return pair(window.strideY(), window.strideX());
    }

    private String padding() {
        return pair(window.paddingY(), window.paddingX());
    }

    private String dilation() {
        return pair(window.dilation(), window.dilation());
    }
}
