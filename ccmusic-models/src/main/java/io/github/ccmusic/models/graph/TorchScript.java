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
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Says a graph in TorchScript, the Python-like text that libtorch compiles when it loads a module: one line a step, values named
 * by the order of the steps, weights as attributes of the class.
 */
public final class TorchScript {
    /** {@code c10::ScalarType}s, as TorchScript counts them. */
    private static final int FLOAT32 = 6;

    private static final int BFLOAT16 = 15;

    /** Larger kernels of linear layers are read from memory at its own speed, packed or not, and packing would hold them twice. */
    private static final long LARGEST_PACKED_LINEAR = 8_000_000;

    private final Dialect dialect;
    private final List<Slot> slots = new ArrayList<>();
    private final Map<Weight, String> loaded = new HashMap<>();
    private final StringBuilder loaders = new StringBuilder();
    private final StringBuilder lines = new StringBuilder();
    private final StringBuilder proof = new StringBuilder();
    private final List<ProductSample> samples = new ArrayList<>();
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
        // Several threads share the pictures of a batch among them.
        Node lastOneByOne = dialect.packs() ? OneByOne.last(graph) : null;
        for (Node node : graph.nodes()) {
            if (node.op() instanceof Op.Input) {
                // Said to be channels first, as torch counts them; in memory they stay last.
                line("x", "torch.permute(x, [0, 3, 1, 2])");
                if (dialect == Dialect.BFLOAT16) {
                    line("x", "torch.to(x, %d)".formatted(BFLOAT16));
                }
                names.put(node, "x");
            } else if (node.op() instanceof Op.HeadInput) {
                endTrunk(node);
            } else {
                names.put(node, let(node.op().torchScript(this, node)));
            }
            if (node == lastOneByOne) {
                endOneByOne(node);
            }
        }
        endProof(inFloat32(name(graph.output())));
        endMethod("forward", inFloat32(name(graph.output())));
        return new Program(
                source(),
                slots,
                samples,
                graph.inputShape(),
                graph.output().shape(),
                graph.featureShape().orElse(null));
    }

    /** What comes before is a method of its own, for one picture. */
    private void endOneByOne(Node last) {
        endMethod("one", name(last));
        methods.add("""
                  def one_by_one(self: __torch__.Network, x: Tensor) -> Tensor:
                    if torch.eq(torch.size(x, 0), 1):
                      answer = self.one(x)
                    else:
                      answers = annotate(List[Tensor], [])
                      for i in range(torch.size(x, 0)):
                        _0 = torch.append(answers, self.one(torch.slice(x, 0, i, i + 1)))
                      answer = torch.cat(answers)
                    return answer
                """);
        resume(last, name(last), "self.one_by_one(x)");
    }

    /** What comes before the head is a method of its own, so that the features can be had without the logits. */
    private void endTrunk(Node headInput) {
        endMethod("trunk", name(headInput.inputs().get(0)));
        boolean isMap = headInput.shape().rank() == 3;
        endMethod("features", inFloat32(isMap ? "torch.mean(self.trunk(x), [2, 3])" : "self.trunk(x)"));
        resume(headInput, name(headInput.inputs().get(0)), "self.trunk(x)");
    }

    /** What comes next is another method, which has the value of a step by calling those before; the proof is one method and has it. */
    private void resume(Node step, String value, String call) {
        names.clear();
        String name = "v" + values++;
        append(lines, name, call);
        append(proof, name, value);
        names.put(step, name);
    }

    /** All steps once more in one method, which gives the samples, and then the answer. */
    private void endProof(String answer) {
        methods.add("""
                  def under(self: __torch__.Network, x: Tensor, top: int, bottom: int, left: int, right: int) -> Tensor:
                    part = torch.slice(torch.slice(x, 2, top, bottom), 3, left, right)
                    return torch.to(torch.flatten(torch.clone(part)), 6)
                  def pixel(self: __torch__.Network, x: Tensor, row: int, column: int) -> Tensor:
                    return self.under(x, row, row + 1, column, column + 1)
                  def row(self: __torch__.Network, x: Tensor, length: int, row: int) -> Tensor:
                    return torch.to(torch.clone(torch.select(torch.reshape(x, [-1, length]), 0, row)), 6)
                """);
        append(proof, "_0", "torch.append(samples, torch.flatten(%s))".formatted(answer));
        methods.add("""
                  def proof(self: __torch__.Network, x: Tensor) -> Tensor:
                    samples = annotate(List[Tensor], [])
                %s    return torch.cat(samples)
                """.formatted(proof));
    }

    /** Gives the result of a product a name, of which the proof takes samples. */
    String sampled(String result, String x, ProductSample sample) {
        String y = let(result);
        boolean isMap = sample.kernel().shape().size() == 4;
        for (ProductSample.Point point : sample.points()) {
            addToProof(
                    isMap
                            ? "self.under(%s, %d, %d, %d, %d)"
                                    .formatted(x, point.from(), point.to(), point.fromX(), point.toX())
                            : "self.row(%s, %d, %d)".formatted(x, sample.inChannels(), point.y()));
            addToProof(
                    isMap
                            ? "self.pixel(%s, %d, %d)".formatted(y, point.y(), point.x())
                            : "self.row(%s, %d, %d)".formatted(y, sample.outChannels(), point.y()));
        }
        samples.add(sample);
        return y;
    }

    private void addToProof(String sample) {
        append(proof, "_0", "torch.append(samples, %s)".formatted(sample));
    }

    private String inFloat32(String value) {
        return dialect == Dialect.BFLOAT16 ? "torch.to(%s, %d)".formatted(value, FLOAT32) : value;
    }

    /** The lines since the last method become the next one. */
    private void endMethod(String name, String answer) {
        methods.add("  def %s(self: __torch__.Network, x: Tensor) -> Tensor:\n%s    return %s\n"
                .formatted(name, lines, answer));
        lines.setLength(0);
    }

    private String source() {
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
        return source.append(String.join("", methods)).append(loaders).toString();
    }

    private void line(String name, String expression) {
        append(lines, name, expression);
        append(proof, name, expression);
    }

    private static void append(StringBuilder lines, String name, String expression) {
        lines.append("    %s = %s\n".formatted(name, expression));
    }

    /** Gives the value of an expression a name, for steps that take more than one line. */
    String let(String expression) {
        String name = "v" + values++;
        line(name, expression);
        return name;
    }

    Dialect dialect() {
        return dialect;
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
        return loaded.computeIfAbsent(weight, w -> load(new Slot(w, Form.TENSOR), rounding(), form, "None"));
    }

    private String rounding() {
        return dialect == Dialect.BFLOAT16 ? "w = torch.to(w, %d)".formatted(BFLOAT16) : "";
    }

    /**
     * Adds an attribute and the method that fills it.
     *
     * @param prelude a line before, or nothing
     * @param form the value of the attribute, in terms of {@code w}
     * @param afterwards an expression to evaluate last
     */
    private String load(Slot slot, String prelude, String form, String afterwards) {
        int index = slots.size();
        slots.add(slot);
        String attribute = "self." + Program.attribute(index);
        List<String> lines = new ArrayList<>();
        if (!prelude.isEmpty()) {
            lines.add(prelude);
        }
        lines.add(attribute + " = " + form);
        lines.add("_0 = " + afterwards);
        lines.add("return None");
        loaders.append("  def %s(self: __torch__.Network, w: Tensor) -> None:\n".formatted(Program.loader(index)));
        lines.forEach(line -> loaders.append("    ").append(line).append('\n'));
        return attribute;
    }

    /** Loads a kernel into a packed layer; the result names the layer. */
    String packed(Weight kernel, String prelude, String form) {
        // A packed layer keeps the kernel it was made from, for a saving that never comes: empty it.
        String layer = load(new Slot(kernel, Form.PACKED), prelude, form, "torch.set_(w)");
        return "unchecked_cast(%s, %s)".formatted(Form.PACKED.type(), layer);
    }

    String linear(Op.Linear linear, Node node) {
        String added = linear.bias() == null ? "None" : linearBias(linear.bias(), linear.outFeatures());
        Weight kernel = new Weight.Stored(linear.weightKey(), List.of(linear.outFeatures(), linear.inFeatures()));
        boolean packs = dialect.packs() && (long) linear.outFeatures() * linear.inFeatures() <= LARGEST_PACKED_LINEAR;
        String sum = packs
                ? packedLinear(linear, kernel, added, node)
                : "torch.linear(%s, %s, %s)".formatted(name(node.inputs().get(0)), weight(kernel), added);
        Shape input = node.inputs().get(0).shape();
        Weight bias =
                linear.bias() == null ? null : new Weight.Stored(linear.bias().key(), List.of(linear.outFeatures()));
        ProductSample sample = ProductSample.of(linear, kernel, bias, input.elementCount() / linear.inFeatures());
        return linear.activation().overwriting(sampled(sum, name(node.inputs().get(0)), sample));
    }

    /**
     * A linear layer as a convolution of as many pictures of one pixel. XNNPACK's own linear layer would do, if libtorch guarded its
     * buffers against a second thread as it does those of a convolution.
     */
    private String packedLinear(Op.Linear linear, Weight kernel, String bias, Node node) {
        String pixels =
                "torch.reshape(%s, [-1, %d, 1, 1])".formatted(name(node.inputs().get(0)), linear.inFeatures());
        String prelude = "w = torch.reshape(w, [%d, %d, 1, 1])".formatted(linear.outFeatures(), linear.inFeatures());
        String form =
                "ops.prepacked.conv2d_clamp_prepack(w, %s, [1, 1], [0, 0], [1, 1], 1, None, None)".formatted(bias);
        String run = "ops.prepacked.conv2d_clamp_run(%s, %s)".formatted(pixels, packed(kernel, prelude, form));
        return "torch.reshape(%s, [-1, %s])"
                .formatted(
                        run, node.shape().dims().stream().map(String::valueOf).collect(Collectors.joining(", ")));
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

    String weightOrNone(@Nullable Weight weight) {
        return weight == null ? "None" : weight(weight);
    }

    static String literal(boolean value) {
        return value ? "True" : "False";
    }

    static String pair(int y, int x) {
        return "[%d, %d]".formatted(y, x);
    }
}
