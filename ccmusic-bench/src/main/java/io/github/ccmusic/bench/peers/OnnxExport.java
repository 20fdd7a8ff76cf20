package io.github.ccmusic.bench.peers;

import io.github.ccmusic.models.graph.Activation;
import io.github.ccmusic.models.graph.Graph;
import io.github.ccmusic.models.graph.Node;
import io.github.ccmusic.models.graph.Op;
import io.github.ccmusic.models.graph.Weight;
import io.github.ccmusic.models.graph.Window;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * Says one of our graphs in ONNX, so that ONNX Runtime computes the very network that we do: batch norms folded, weights equal.
 *
 * <p>Source of field numbers: {@code onnx/onnx.proto}, IR version 8, operator set 17.
 */
public final class OnnxExport {
    private static final int IR_VERSION = 8;
    private static final int OPERATOR_SET = 17;
    private static final int FLOAT = 1;

    private final Function<Weight, float[]> weights;
    private final ProtoWriter graph = new ProtoWriter();
    private final Map<Weight, String> initializers = new java.util.HashMap<>();
    private final IdentityHashMap<Node, String> names = new IdentityHashMap<>();
    private int values;

    private OnnxExport(Function<Weight, float[]> weights) {
        this.weights = weights;
    }

    /** The bytes of an ONNX model with input {@code x}, [batch, 3, height, width], and one output, the logits. */
    public static byte[] of(Graph graph, Function<Weight, float[]> weights) {
        return new OnnxExport(weights).model(graph);
    }

    private byte[] model(Graph source) {
        String output = "";
        for (Node node : source.nodes()) {
            output = node.op() instanceof Op.Input ? "x" : step(node);
            names.put(node, output);
        }
        graph.string(2, "ccmusic");
        graph.message(11, valueInfo("x", source.inputShape().dims()));
        graph.message(12, valueInfo(output, source.output().shape().dims()));
        ProtoWriter opset = new ProtoWriter().string(1, "").varint(2, OPERATOR_SET);
        return new ProtoWriter()
                .varint(1, IR_VERSION)
                .string(2, "ccmusic-bench")
                .message(7, graph)
                .message(8, opset)
                .toBytes();
    }

    private String step(Node node) {
        List<String> in = node.inputs().stream().map(names::get).toList();
        Op op = node.op();
        if (op instanceof Op.Convolution conv) {
            return convolution(conv, in);
        }
        if (op instanceof Op.Linear linear) {
            String bias = linear.bias() == null
                    ? ""
                    : weight(new Weight.Stored(linear.bias().key(), List.of(linear.outFeatures())));
            List<Integer> shape = List.of(linear.outFeatures(), linear.inFeatures());
            String y = node(
                    "Gemm",
                    List.of(in.get(0), weight(new Weight.Stored(linear.weightKey(), shape)), bias),
                    Map.of("transB", List.of(1)));
            return activate(y, linear.activation());
        }
        if (op instanceof Op.Add add) {
            return activate(node("Add", in, Map.of()), add.activation());
        }
        if (op instanceof Op.Activate activate) {
            return activate(in.get(0), activate.function());
        }
        if (op instanceof Op.HeadInput) {
            return in.get(0);
        }
        if (op instanceof Op.Scale) {
            return node("Mul", in, Map.of());
        }
        if (op instanceof Op.Concat) {
            return node("Concat", in, Map.of("axis", List.of(1)));
        }
        if (op instanceof Op.Flatten) {
            return node("Flatten", in, Map.of());
        }
        if (op instanceof Op.MaxPool pool) {
            return node(
                    "MaxPool",
                    in,
                    Map.of(
                            "kernel_shape", List.of(pool.size(), pool.size()),
                            "strides", List.of(pool.stride(), pool.stride()),
                            "pads", List.of(pool.padding(), pool.padding(), pool.padding(), pool.padding()),
                            "ceil_mode", List.of(pool.ceil() ? 1 : 0)));
        }
        if (op instanceof Op.AdaptiveAveragePool pool) {
            List<Integer> before = node.inputs().get(0).shape().dims();
            if (pool.height() == 1 && pool.width() == 1) {
                return node("GlobalAveragePool", in, Map.of());
            }
            if (before.get(1) == pool.height() && before.get(2) == pool.width()) {
                return in.get(0);
            }
        }
        throw new IllegalArgumentException("no ONNX operator is written here for " + node);
    }

    private String convolution(Op.Convolution conv, List<String> in) {
        Window window = conv.window();
        List<String> inputs = new ArrayList<>(List.of(in.get(0), weight(conv.kernel())));
        if (conv.effectiveBias() != null) {
            inputs.add(weight(conv.effectiveBias()));
        }
        String y = node(
                "Conv",
                inputs,
                Map.of(
                        "kernel_shape", List.of(window.height(), window.width()),
                        "strides", List.of(window.strideY(), window.strideX()),
                        "pads", List.of(window.paddingY(), window.paddingX(), window.paddingY(), window.paddingX()),
                        "dilations", List.of(window.dilation(), window.dilation()),
                        "group", List.of(window.groups())));
        if (conv.addsInput()) {
            y = node("Add", List.of(y, in.get(1)), Map.of());
        }
        return activate(y, conv.activation());
    }

    private String activate(String x, Activation activation) {
        return switch (activation) {
            case NONE -> x;
            case RELU -> node("Relu", List.of(x), Map.of());
            case HARDSWISH -> node("HardSwish", List.of(x), Map.of());
            case HARDSIGMOID -> node("HardSigmoid", List.of(x), Map.of("alpha", 1f / 6));
            case SIGMOID -> node("Sigmoid", List.of(x), Map.of());
            case TANH -> node("Tanh", List.of(x), Map.of());
            default -> throw new IllegalArgumentException("no ONNX operator is written here for " + activation);
        };
    }

    private String node(String type, List<String> inputs, Map<String, ?> attributes) {
        String output = "v" + values++;
        ProtoWriter node = new ProtoWriter();
        inputs.forEach(input -> node.string(1, input));
        node.string(2, output).string(4, type);
        new TreeMap<>(attributes).forEach((name, value) -> node.message(5, attribute(name, value)));
        graph.message(1, node);
        return output;
    }

    private static ProtoWriter attribute(String name, Object value) {
        ProtoWriter attribute = new ProtoWriter().string(1, name);
        if (value instanceof Float number) {
            return attribute.float32(2, number).varint(20, 1);
        }
        List<?> numbers = (List<?>) value;
        if (numbers.size() == 1) {
            return attribute.varint(3, (Integer) numbers.get(0)).varint(20, 2);
        }
        numbers.forEach(number -> attribute.varint(8, (Integer) number));
        return attribute.varint(20, 7);
    }

    private String weight(Weight weight) {
        return initializers.computeIfAbsent(weight, w -> {
            String name = "w" + initializers.size();
            ProtoWriter tensor = new ProtoWriter();
            w.shape().forEach(dim -> tensor.varint(1, dim));
            graph.message(5, tensor.varint(2, FLOAT).string(8, name).floats(9, weights.apply(w)));
            return name;
        });
    }

    private static ProtoWriter valueInfo(String name, List<Integer> dims) {
        ProtoWriter shape = new ProtoWriter().message(1, new ProtoWriter().string(2, "batch"));
        dims.forEach(dim -> shape.message(1, new ProtoWriter().varint(1, dim)));
        ProtoWriter tensor = new ProtoWriter().varint(1, FLOAT).message(2, shape);
        return new ProtoWriter().string(1, name).message(2, new ProtoWriter().message(1, tensor));
    }
}
