package io.github.ccmusic.models.arch;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.ccmusic.models.FormulaWeights;
import io.github.ccmusic.models.checkpoint.StateDict;
import io.github.ccmusic.models.checkpoint.TensorData;
import io.github.ccmusic.models.graph.Graph;
import io.github.ccmusic.models.graph.Tensor;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;

/**
 * What torchvision says of one of its architectures with one of the heads;
 * {@code src/test/resources/architectures/README.md} explains the files.
 *
 * @param keys the state dict: key, dtype and shape of each tensor, separated by tabs
 * @param gain of the formula weights
 * @param inputDependentPart the largest difference between the logits of the two formula pictures
 * @param float32Error what float32 costs torchvision itself
 * @param logits of the two formula pictures, one after the other
 */
public record ReferenceArchitecture(
        String name,
        Head head,
        List<String> keys,
        int inputSize,
        double gain,
        double inputDependentPart,
        double float32Error,
        List<Double> logits) {
    private static final int CLASSES = 16;
    private static final Pattern OF_WINDOWS = Pattern.compile("relative_(position_index|coords_table)$");

    /** All of them, each with both heads. */
    public static List<ReferenceArchitecture> all() throws IOException {
        Map<String, List<String>> keys = readKeys();
        try (BufferedReader lines = lines(open("logits.tsv"))) {
            return lines.lines().map(line -> of(line.split("\t", -1), keys)).toList();
        }
    }

    /** One of them. */
    public static ReferenceArchitecture named(String name, Head.Kind head) throws IOException {
        return all().stream()
                .filter(reference -> reference.name.equals(name) && reference.head.kind() == head)
                .findFirst()
                .orElseThrow();
    }

    private static ReferenceArchitecture of(String[] columns, Map<String, List<String>> keys) {
        return new ReferenceArchitecture(
                columns[0],
                new Head(kind(columns[1]), CLASSES),
                Objects.requireNonNull(keys.get(columns[0] + "\t" + columns[1])),
                Integer.parseInt(columns[2]),
                Double.parseDouble(columns[3]),
                Double.parseDouble(columns[4]),
                Double.parseDouble(columns[5]),
                Arrays.stream(columns).skip(6).map(Double::valueOf).toList());
    }

    private static Head.Kind kind(String id) {
        return Arrays.stream(Head.Kind.values())
                .filter(kind -> kind.id().equals(id))
                .findFirst()
                .orElseThrow();
    }

    /** The lines of each state dict by the title that stands before them. */
    private static Map<String, List<String>> readKeys() throws IOException {
        Map<String, List<String>> all = new LinkedHashMap<>();
        List<String> current = new ArrayList<>();
        try (BufferedReader lines = lines(new GZIPInputStream(open("keys.tsv.gz")))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.startsWith("# ")) {
                    current = all.computeIfAbsent(line.substring(2), title -> new ArrayList<>());
                } else {
                    current.add(line);
                }
            }
        }
        return all;
    }

    private static InputStream open(String name) {
        return Objects.requireNonNull(ReferenceArchitecture.class.getResourceAsStream("/architectures/" + name), name);
    }

    private static BufferedReader lines(InputStream in) {
        return new BufferedReader(new InputStreamReader(in, UTF_8));
    }

    public Architecture architecture() {
        return Architectures.builtIn().named(name);
    }

    public Graph graph() {
        return Graph.endingIn(architecture().logits(Tensor.picture(inputSize, inputSize), head));
    }

    /**
     * The state dict with formula weights. What follows from the size of a window is zero: that is in the file, and no program reads it
     * there.
     */
    public StateDict stateDict() {
        Map<String, List<Integer>> shapes = shapes();
        return FormulaWeights.stateDict(
                keys, gain, key -> OF_WINDOWS.matcher(key).find() ? zeros(shapes.getOrDefault(key, List.of())) : null);
    }

    private static TensorData zeros(List<Integer> shape) {
        int count = shape.stream().reduce(1, Math::multiplyExact);
        return TensorData.of(shape.stream().mapToLong(Integer::longValue).toArray(), new float[count]);
    }

    /** The shapes of the state dict by key, in its order. */
    public Map<String, List<Integer>> shapes() {
        Map<String, List<Integer>> shapes = new LinkedHashMap<>();
        for (String line : keys) {
            String[] columns = line.split("\t", -1);
            shapes.put(columns[0], shape(columns[2]));
        }
        return shapes;
    }

    private static List<Integer> shape(String text) {
        return text.equals("scalar")
                ? List.of()
                : Arrays.stream(text.split("x", -1)).map(Integer::valueOf).toList();
    }

    /** By how much each logit of ours may be off. */
    public double tolerance() {
        return Math.max(1e-3 * inputDependentPart, 5 * float32Error);
    }

    @Override
    public String toString() {
        return name + " " + head.kind().id();
    }
}
