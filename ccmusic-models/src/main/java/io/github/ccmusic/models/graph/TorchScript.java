package io.github.ccmusic.models.graph;

import io.github.ccmusic.models.graph.Program.Form;
import io.github.ccmusic.models.graph.Program.Slot;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Says a graph in TorchScript, the Python-like text that libtorch compiles when it loads a module: one line a step, values named
 * by the order of the steps, weights as attributes of the class.
 */
public final class TorchScript {
    /** {@code c10::MemoryFormat::ChannelsLast}, as TorchScript counts formats. */
    private static final int CHANNELS_LAST = 2;

    /** {@code c10::ScalarType}s, as TorchScript counts them. */
    private static final int FLOAT32 = 6;

    private static final int BFLOAT16 = 15;

    /** Larger kernels of linear layers are read from memory at its own speed, packed or not, and packing would hold them twice. */
    private static final long LARGEST_PACKED_LINEAR = 8_000_000;

    private final Dialect dialect;
    private final List<Slot> slots = new ArrayList<>();
    private final Map<Weight, String> loaded = new HashMap<>();
    private final StringBuilder loaders = new StringBuilder();
    private final StringBuilder forward = new StringBuilder();
    private final IdentityHashMap<Node, String> names = new IdentityHashMap<>();
    private final IdentityHashMap<Node, Node> lastReader = new IdentityHashMap<>();
    private final Set<String> methods = new LinkedHashSet<>();
    private int values;

    private TorchScript(Dialect dialect) {
        this.dialect = dialect;
    }

    /** The program that computes the graph's answer. */
    public static Program of(Graph graph, Dialect dialect) {
        return new TorchScript(dialect).program(graph);
    }

    private Program program(Graph graph) {
        for (Node node : graph.nodes()) {
            node.inputs().forEach(input -> lastReader.put(input, node));
        }
        for (Node node : graph.nodes()) {
            if (node.op() instanceof Op.Input) {
                line("x", "torch.contiguous(x, memory_format=%d)".formatted(CHANNELS_LAST));
                if (dialect == Dialect.BFLOAT16) {
                    line("x", "torch.to(x, %d)".formatted(BFLOAT16));
                }
                names.put(node, "x");
            } else {
                names.put(node, let(node.op().torchScript(this, node)));
            }
        }
        String answer = name(graph.output());
        return new Program(
                source(dialect == Dialect.BFLOAT16 ? "torch.to(%s, %d)".formatted(answer, FLOAT32) : answer),
                slots,
                graph.inputShape(),
                graph.output().shape());
    }

    private String source(String answer) {
        StringBuilder source = new StringBuilder("""
                class Network(Module):
                  __parameters__ = []
                  __buffers__ = []
                  training : bool
                """);
        for (int i = 0; i < slots.size(); i++) {
            source.append("  %s : %s\n"
                    .formatted(Program.attribute(i), slots.get(i).form().attributeType()));
        }
        return source.append("  def forward(self: __torch__.Network, x: Tensor) -> Tensor:\n")
                .append(forward)
                .append("    return %s\n".formatted(answer))
                .append(loaders)
                .append(String.join("", methods))
                .toString();
    }

    private void line(String name, String expression) {
        forward.append("    %s = %s\n".formatted(name, expression));
    }

    /** Gives the value of an expression a name, for steps that take more than one line. */
    String let(String expression) {
        String name = "v" + values++;
        line(name, expression);
        return name;
    }

    /** Adds methods to the class, once, that expressions then may call. */
    void define(String methodTexts) {
        methods.add(methodTexts);
    }

    /** The name that the value of an earlier step has in the program. */
    String name(Node node) {
        String name = names.get(node);
        if (name == null) {
            throw new IllegalStateException("read before it is computed: " + node);
        }
        return name;
    }

    /** Whether a step may overwrite its first input: memory that a convolution made and that nobody reads later. */
    boolean mayOverwriteInput(Node step) {
        Node value = step.inputs().get(0);
        return value.op() instanceof Op.Convolution && lastReader.get(value) == step;
    }

    /** The name of a weight that the program reads as it is. */
    String weight(Weight weight) {
        return weight(weight, "w");
    }

    /** The name of a weight that is brought into another form when it is loaded; {@code form} is in terms of {@code w}. */
    String weight(Weight weight, String form) {
        return loaded.computeIfAbsent(weight, w -> load(new Slot(w, Form.TENSOR), form, "None"));
    }

    private String load(Slot slot, String form, String afterwards) {
        int index = slots.size();
        slots.add(slot);
        String attribute = "self." + Program.attribute(index);
        String rounding = dialect == Dialect.BFLOAT16 ? "w = torch.to(w, %d)\n    ".formatted(BFLOAT16) : "";
        loaders.append("""
                  def %s(self: __torch__.Network, w: Tensor) -> None:
                    %s%s = %s
                    _0 = %s
                    return None
                """.formatted(Program.loader(index), rounding, attribute, form, afterwards));
        return attribute;
    }

    String convolution(Op.Convolution conv, Node node) {
        String sum = switch (dialect) {
            case PLAIN -> plainConvolution(conv, node);
            case XNNPACK -> packedConvolution(conv, node);
            case BFLOAT16 -> oneDnnConvolution(conv, node);
        };
        if (conv.addsInput()) {
            sum = "torch.add_(%s, %s)".formatted(sum, name(node.inputs().get(1)));
        }
        return activatesItself(conv) ? sum : conv.activation().overwriting(sum);
    }

    /** Whether the convolution's operator applies the activation while it writes the result. */
    private boolean activatesItself(Op.Convolution conv) {
        Activation activation = conv.activation();
        boolean able = switch (dialect) {
            case PLAIN -> false;
            case XNNPACK -> activation == Activation.RELU || activation == Activation.RELU6;
            case BFLOAT16 -> activation == Activation.RELU;
        };
        return able && !conv.addsInput();
    }

    private String plainConvolution(Op.Convolution conv, Node node) {
        Window window = conv.window();
        String kernel = weight(conv.kernel(), "torch.contiguous(w, memory_format=%d)".formatted(CHANNELS_LAST));
        return "torch.conv2d(%s, %s, %s, %s, %s, %s, %d)"
                .formatted(
                        name(node.inputs().get(0)),
                        kernel,
                        weightOrNone(conv.effectiveBias()),
                        pair(window.strideY(), window.strideX()),
                        pair(window.paddingY(), window.paddingX()),
                        pair(window.dilation(), window.dilation()),
                        window.groups());
    }

    private String packedConvolution(Op.Convolution conv, Node node) {
        Window window = conv.window();
        String low = activatesItself(conv) ? "0." : "None";
        String high = conv.activation() == Activation.RELU6 && activatesItself(conv) ? "6." : "None";
        String form = "ops.prepacked.conv2d_clamp_prepack(w, %s, %s, %s, %s, %d, %s, %s)"
                .formatted(
                        weightOrNone(conv.effectiveBias()),
                        pair(window.strideY(), window.strideX()),
                        pair(window.paddingY(), window.paddingX()),
                        pair(window.dilation(), window.dilation()),
                        window.groups(),
                        low,
                        high);
        return "ops.prepacked.conv2d_clamp_run(%s, %s)"
                .formatted(name(node.inputs().get(0)), packed(conv.kernel(), Form.PACKED_CONVOLUTION, form));
    }

    /** Loads a kernel into a packed layer; the result names the layer. */
    private String packed(Weight kernel, Form form, String pack) {
        // A packed layer keeps the kernel it was made from, for a saving that never comes: empty it.
        return "unchecked_cast(%s, %s)".formatted(form.type(), load(new Slot(kernel, form), pack, "torch.set_(w)"));
    }

    private String oneDnnConvolution(Op.Convolution conv, Node node) {
        Window window = conv.window();
        String how = "%s, %s, %s, %d"
                .formatted(
                        pair(window.paddingY(), window.paddingX()),
                        pair(window.strideY(), window.strideX()),
                        pair(window.dilation(), window.dilation()),
                        window.groups());
        Shape x = node.inputs().get(0).shape();
        String kernel = weight(
                conv.kernel(),
                "torch.mkldnn_reorder_conv2d_weight(torch.to_mkldnn(w), %s, [1, %d, %d, %d])"
                        .formatted(how, x.channels(), x.height(), x.width()));
        return "ops.mkldnn._convolution_pointwise(%s, %s, %s, %s, \"%s\", [], None)"
                .formatted(
                        name(node.inputs().get(0)),
                        kernel,
                        weightOrNone(conv.effectiveBias()),
                        how,
                        activatesItself(conv) ? "relu" : "none");
    }

    String linear(Op.Linear linear, Node node) {
        Op.LinearBias bias = linear.bias();
        String added = bias == null ? "None" : linearBias(bias, linear.outFeatures());
        Weight kernel = new Weight.Stored(linear.weightKey(), List.of(linear.outFeatures(), linear.inFeatures()));
        String x = name(node.inputs().get(0));
        boolean packs = dialect == Dialect.XNNPACK
                && (long) linear.outFeatures() * linear.inFeatures() <= LARGEST_PACKED_LINEAR;
        String sum = packs
                ? "ops.prepacked.linear_clamp_run(%s, %s)"
                        .formatted(
                                x,
                                packed(
                                        kernel,
                                        Form.PACKED_LINEAR,
                                        "ops.prepacked.linear_clamp_prepack(w, %s, None, None)".formatted(added)))
                : "torch.linear(%s, %s, %s)".formatted(x, weight(kernel), added);
        return linear.activation().overwriting(sum);
    }

    private String linearBias(Op.LinearBias bias, int features) {
        Weight weight = new Weight.Stored(bias.key(), List.of(features));
        return bias.sparesKeys()
                ? weight(
                        weight,
                        "torch.index_fill(w, 0, torch.arange(%d, %d, device=ops.prim.device(w)), 0.)"
                                .formatted(features / 3, 2 * features / 3))
                : weight(weight);
    }

    private String weightOrNone(@Nullable Weight weight) {
        return weight == null ? "None" : weight(weight);
    }

    static String literal(boolean value) {
        return value ? "True" : "False";
    }

    static String pair(int y, int x) {
        return "[%d, %d]".formatted(y, x);
    }
}
