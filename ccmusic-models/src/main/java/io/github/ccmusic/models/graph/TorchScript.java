package io.github.ccmusic.models.graph;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Says a graph in TorchScript, the Python-like text that libtorch compiles when it loads a module: one line a step, values named
 * by the order of the steps, weights as attributes of the class.
 */
public final class TorchScript {
    /** {@code c10::MemoryFormat::ChannelsLast}, as TorchScript counts formats. */
    private static final int CHANNELS_LAST = 2;

    private final Dialect dialect;
    private final List<Weight> weights = new ArrayList<>();
    private final Map<Weight, Integer> indexOf = new HashMap<>();
    private final StringBuilder loaders = new StringBuilder();
    private final StringBuilder forward = new StringBuilder();
    private final IdentityHashMap<Node, String> names = new IdentityHashMap<>();

    private TorchScript(Dialect dialect) {
        this.dialect = dialect;
    }

    /** The program that computes the graph's answer. */
    public static Program of(Graph graph, Dialect dialect) {
        return new TorchScript(dialect).program(graph);
    }

    private Program program(Graph graph) {
        for (Node node : graph.nodes()) {
            if (node.op() instanceof Op.Input) {
                line("x", "torch.contiguous(x, memory_format=%d)".formatted(CHANNELS_LAST));
                names.put(node, "x");
            } else {
                String name = "v" + names.size();
                line(
                        name,
                        node.op()
                                .torchScript(
                                        this,
                                        node.inputs().stream().map(names::get).toList()));
                names.put(node, name);
            }
        }
        StringBuilder source = new StringBuilder("""
                class Network(Module):
                  __parameters__ = []
                  __buffers__ = []
                  training : bool
                """);
        for (int i = 0; i < weights.size(); i++) {
            source.append("  ").append(Program.attribute(i)).append(" : Tensor\n");
        }
        source.append("  def forward(self: __torch__.Network, x: Tensor) -> Tensor:\n")
                .append(forward)
                .append("    return ")
                .append(names.get(graph.output()))
                .append('\n')
                .append(loaders);
        return new Program(
                source.toString(), weights, graph.inputShape(), graph.output().shape());
    }

    private void line(String name, String expression) {
        forward.append("    ").append(name).append(" = ").append(expression).append('\n');
    }

    /** The name of a weight that the program reads as it is. */
    String weight(Weight weight) {
        return weight(weight, "w");
    }

    /** The name of a weight that is brought into another form when it is loaded; {@code prepared} is in terms of {@code w}. */
    String weight(Weight weight, String prepared) {
        int index = indexOf.computeIfAbsent(weight, w -> {
            int next = weights.size();
            weights.add(w);
            loaders.append("  def %s(self: __torch__.Network, w: Tensor) -> None:\n    self.%s = %s\n    return None\n"
                    .formatted(Program.loader(next), Program.attribute(next), prepared));
            return next;
        });
        return "self." + Program.attribute(index);
    }

    String convolution(Op.Convolution conv, List<String> in) {
        Window window = conv.window();
        String padding = pair(window.paddingY(), window.paddingX());
        String stride = pair(window.strideY(), window.strideX());
        String dilation = pair(window.dilation(), window.dilation());
        String bias = weightOrNone(conv.effectiveBias());
        if (dialect == Dialect.ONEDNN && !conv.activation().oneDnn().isEmpty()) {
            String kernel = weight(
                    conv.kernel(),
                    "torch.mkldnn_reorder_conv2d_weight(torch.to_mkldnn(w), %s, %s, %s, %d)"
                            .formatted(padding, stride, dilation, window.groups()));
            String how = "%s, %s, %s, %d".formatted(padding, stride, dilation, window.groups());
            if (conv.addsInput()) {
                String unary = conv.activation() == Activation.NONE
                        ? "None"
                        : quoted(conv.activation().oneDnn());
                return "ops.mkldnn._convolution_pointwise(%s, %s, %s, %s, %s, \"add\", None, %s, [], None)"
                        .formatted(in.get(0), in.get(1), kernel, bias, how, unary);
            }
            return "ops.mkldnn._convolution_pointwise(%s, %s, %s, %s, %s, [], None)"
                    .formatted(
                            in.get(0),
                            kernel,
                            bias,
                            how,
                            quoted(conv.activation().oneDnn()));
        }
        String kernel = weight(conv.kernel(), "torch.contiguous(w, memory_format=%d)".formatted(CHANNELS_LAST));
        String sum = "torch.conv2d(%s, %s, %s, %s, %s, %s, %d)"
                .formatted(in.get(0), kernel, bias, stride, padding, dilation, window.groups());
        if (conv.addsInput()) {
            sum = "torch.add_(%s, %s)".formatted(sum, in.get(1));
        }
        return conv.activation().overwriting(sum);
    }

    String linear(Op.Linear linear, String in) {
        String kernel =
                weight(new Weight.Stored(linear.key() + ".weight", List.of(linear.outFeatures(), linear.inFeatures())));
        String bias = linear.bias()
                ? weight(new Weight.Stored(linear.key() + ".bias", List.of(linear.outFeatures())))
                : "None";
        return linear.activation().overwriting("torch.linear(%s, %s, %s)".formatted(in, kernel, bias));
    }

    private String weightOrNone(@Nullable Weight weight) {
        return weight == null ? "None" : weight(weight);
    }

    static String literal(boolean value) {
        return value ? "True" : "False";
    }

    static String quoted(String text) {
        return '"' + text + '"';
    }

    static String pair(int y, int x) {
        return "[" + y + ", " + x + "]";
    }

    static String list(List<Integer> numbers) {
        return numbers.stream().map(String::valueOf).collect(Collectors.joining(", ", "[", "]"));
    }
}
