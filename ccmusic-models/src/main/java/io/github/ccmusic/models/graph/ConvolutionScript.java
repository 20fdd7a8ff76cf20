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
        ONEDNN,
        XNNPACK,
        WINOGRAD
    }

    /** The expression for the result. */
    String expression() {
        Kernel kernel = kernel();
        String result = switch (kernel) {
            case PUBLIC -> plain();
            case ONEDNN -> oneDnn();
            case XNNPACK -> packed();
            case WINOGRAD -> Winograd.convolution(out, conv, x, shape);
        };
        if (conv.addsInput()) {
            result = "torch.add_(%s, %s)"
                    .formatted(result, out.name(node.inputs().get(1)));
        }
        return activates(kernel) ? result : conv.activation().overwriting(result);
    }

    private Kernel kernel() {
        return switch (out.dialect()) {
            case PLAIN -> Kernel.PUBLIC;
            case BFLOAT16 -> Kernel.ONEDNN;
            case ONEDNN -> large();
            case XNNPACK -> products() < LARGE ? Kernel.XNNPACK : large();
        };
    }

    private Kernel large() {
        return Winograd.suits(conv, shape) ? Kernel.WINOGRAD : Kernel.ONEDNN;
    }

    private long products() {
        long kernel = conv.kernelShape().stream().mapToLong(Integer::longValue).reduce(1, Math::multiplyExact);
        return kernel * node.shape().height() * node.shape().width();
    }

    /** Whether a kernel applies the activation while it writes the result. */
    private boolean activates(Kernel kernel) {
        boolean able = switch (kernel) {
            case PUBLIC, WINOGRAD -> false;
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

    private String packed() {
        String low = activates(Kernel.XNNPACK) ? "0." : "None";
        String high = activates(Kernel.XNNPACK) && conv.activation() == Activation.RELU6 ? "6." : "None";
        String form = "ops.prepacked.conv2d_clamp_prepack(w, %s, %s, %s, %s, %d, %s, %s)"
                .formatted(bias(), stride(), padding(), dilation(), window.groups(), low, high);
        return "ops.prepacked.conv2d_clamp_run(%s, %s)".formatted(x, out.packed(conv.kernel(), "", form));
    }

    private String oneDnn() {
        String how = "%s, %s, %s, %d".formatted(padding(), stride(), dilation(), window.groups());
        String kernel = out.weight(conv.kernel(), laidOut("w", how, shape));
        return oneDnn(x, kernel, bias(), how, activates(Kernel.ONEDNN) ? "relu" : "none");
    }

    /** oneDNN's convolution; {@code how} is padding, stride, dilation and groups. */
    static String oneDnn(String x, String kernel, String bias, String how, String activation) {
        return "ops.mkldnn._convolution_pointwise(%s, %s, %s, %s, \"%s\", [], None)"
                .formatted(x, kernel, bias, how, activation);
    }

    /** A kernel as oneDNN reads it the fastest, for an input of a shape. */
    static String laidOut(String kernel, String how, Shape input) {
        return "torch.mkldnn_reorder_conv2d_weight(torch.to_mkldnn(%s), %s, [1, %d, %d, %d])"
                .formatted(kernel, how, input.channels(), input.height(), input.width());
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
