package io.github.ccmusic.models.arch;

import static java.nio.charset.StandardCharsets.UTF_8;

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
import java.util.zip.GZIPInputStream;

/** Reads what torchvision says of its architectures; {@code src/test/resources/architectures/README.md} explains the files. */
public final class ReferenceArchitectures {
    public static final int CLASSES = 16;

    private ReferenceArchitectures() {}

    /** An architecture with a head, and the shapes of its state dict. */
    public record StateDict(String arch, Head.Kind head, Map<String, List<Integer>> shapes) {
        @Override
        public String toString() {
            return arch + " " + head.id();
        }
    }

    /** An architecture with a head, and what it answers to the two formula pictures under formula weights. */
    public record Answer(
            String arch,
            Head.Kind head,
            int inputSize,
            double gain,
            double inputDependentPart,
            double float32Error,
            List<List<Double>> logits) {

        public double tolerance() {
            return Math.max(1e-3 * inputDependentPart, 5 * float32Error);
        }

        @Override
        public String toString() {
            return arch + " " + head.id();
        }
    }

    public static List<StateDict> stateDicts() throws IOException {
        List<StateDict> all = new ArrayList<>();
        try (BufferedReader lines = lines(new GZIPInputStream(open("keys.tsv.gz")))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                String[] columns = line.split("\t", -1);
                if (line.startsWith("# ")) {
                    all.add(new StateDict(columns[0].substring(2), head(columns[1]), new LinkedHashMap<>()));
                } else {
                    all.get(all.size() - 1).shapes.put(columns[0], shape(columns[2]));
                }
            }
        }
        return all;
    }

    public static List<Answer> answers() throws IOException {
        try (BufferedReader lines = lines(open("logits.tsv"))) {
            return lines.lines().map(line -> answer(line.split("\t", -1))).toList();
        }
    }

    private static Answer answer(String[] columns) {
        List<Double> logits =
                Arrays.stream(columns).skip(6).map(Double::valueOf).toList();
        return new Answer(
                columns[0],
                head(columns[1]),
                Integer.parseInt(columns[2]),
                Double.parseDouble(columns[3]),
                Double.parseDouble(columns[4]),
                Double.parseDouble(columns[5]),
                List.of(logits.subList(0, CLASSES), logits.subList(CLASSES, 2 * CLASSES)));
    }

    private static List<Integer> shape(String text) {
        return text.equals("scalar")
                ? List.of()
                : Arrays.stream(text.split("x", -1)).map(Integer::valueOf).toList();
    }

    private static Head.Kind head(String id) {
        return Arrays.stream(Head.Kind.values())
                .filter(kind -> kind.id().equals(id))
                .findFirst()
                .orElseThrow();
    }

    private static InputStream open(String name) {
        return Objects.requireNonNull(ReferenceArchitectures.class.getResourceAsStream("/architectures/" + name), name);
    }

    private static BufferedReader lines(InputStream in) {
        return new BufferedReader(new InputStreamReader(in, UTF_8));
    }
}
