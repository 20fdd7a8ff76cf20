package io.github.ccmusic;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.management.ThreadMXBean;
import io.github.ccmusic.modeldir.ModelDirectory;
import io.github.ccmusic.models.Mutants;
import io.github.ccmusic.serving.ModelPointer;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Whatever happens to a config.json or to the pointer to the active model, it is read, or refused by an exception that names the file: no
 * other exception, no error, no more memory than bounded.
 *
 * <p>The seed of a mutant is in the message when it fails. {@code -Dccmusic.mutants=100000} for a long run.
 */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class MutatedJsonTest {
    private static final int MUTANTS = Integer.getInteger("ccmusic.mutants", 1000);
    private static final long MAX_BYTES_ALLOCATED = 32L << 20;
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private static final String CONFIG = """
            { "schema_version": "1.3", "name": "a", "version": 2, "arch": "resnet18", "feature": "mel", "input_size": [224, 224],
              "num_classes": 2, "checkpoint": "save.pt", "checkpoint_key": "net", "key_prefix": "model.", "head": "linear",
              "labels": ["x", "y"], "labels_display": {"zh": ["甲", "乙"]}, "label_parents": {"x": "z", "z": "w"},
              "activation": "sigmoid", "sample_rate": 16000, "trim_top_db": 40, "slice_seconds": 5, "slice_hop_seconds": 2.5,
              "short_clip": "zero", "max_slices": 7, "aggregate": "vote", "jpeg": false, "precision": "bfloat16",
              "normalize": {"mean": [0, 0.1, 0.2], "std": [1, 2, 3]}, "required_memory_mb": 12.5,
              "selfcheck": {"input": "a.npy", "probabilities": [0.25, 0.75], "tolerance": 0.01},
              "license": "MIT", "metrics": {"accuracy": 0.5}, "mood": {"deep": [1, 2.50, null]} }
            """;

    /** Values that readers get wrong. */
    private static final List<String> VALUES = List.of(
            "null",
            "true",
            "0",
            "-1",
            "1e999",
            "-0.0",
            "2147483648",
            "1".repeat(60),
            "1".repeat(400),
            "\"\"",
            "\"NaN\"",
            "\"../../etc/passwd\"",
            "\"\\u0000\"",
            "\"\\ud800\"",
            "\"" + "x".repeat(100_000) + "\"",
            "[]",
            "{}",
            "[null]",
            "[" + "0,".repeat(50_000) + "0]",
            "[".repeat(30) + "]".repeat(30),
            "[".repeat(5000) + "]".repeat(5000),
            "{\"x\": \"y\", \"y\": \"x\"}");

    @TempDir
    Path directory;

    @Test
    void readsOrRefusesMutantsOfAConfigsBytes() throws IOException {
        for (int seed = 0; seed < MUTANTS; seed++) {
            config(Mutants.of(CONFIG.getBytes(UTF_8), seed), seed);
        }
    }

    @Test
    void readsOrRefusesAConfigWithOtherValues() throws IOException {
        for (int seed = 0; seed < MUTANTS; seed++) {
            config(otherValue(CONFIG, new Random(seed)).getBytes(UTF_8), seed);
        }
    }

    @Test
    void readsOrRefusesMutantsOfAPointer() throws IOException {
        Path file = directory.resolve("active.json");
        new ModelPointer("b", List.of("a", "c", "乙"), Optional.of("/models/a")).write(file);
        byte[] original = Files.readAllBytes(file);
        for (int seed = 0; seed < MUTANTS; seed++) {
            Files.write(file, Mutants.of(original, seed));
            requireReadOrRefused("pointer, seed " + seed, file, () -> ModelPointer.read(file));
            Files.writeString(file, otherValue(new String(original, UTF_8), new Random(seed)));
            requireReadOrRefused("pointer with another value, seed " + seed, file, () -> ModelPointer.read(file));
        }
    }

    private void config(byte[] json, int seed) throws IOException {
        Path model = Files.createDirectories(directory.resolve("resnet18_mel"));
        Files.write(model.resolve("save.pt"), new byte[] {1});
        Files.write(model.resolve("config.json"), json);
        requireReadOrRefused("config, seed " + seed, model, () -> {
            ModelDirectory opened = ModelDirectory.open(model);
            GenreLabels.of(opened, opened.config().classes().orElse(2));
        });
    }

    /** A value, of the object or of one inside it, replaced by one that is as likely wrong as not. */
    private static String otherValue(String json, Random random) throws IOException {
        ObjectNode root = (ObjectNode) JSON.readTree(json);
        List<Map.Entry<ObjectNode, String>> places = new ArrayList<>();
        root.fieldNames().forEachRemaining(key -> places.add(Map.entry(root, key)));
        root.properties().forEach(entry -> {
            if (entry.getValue() instanceof ObjectNode inner) {
                inner.fieldNames().forEachRemaining(key -> places.add(Map.entry(inner, key)));
            }
        });
        Map.Entry<ObjectNode, String> place = places.get(random.nextInt(places.size()));
        place.getKey().put(place.getValue(), "@@");
        return root.toString().replace("\"@@\"", VALUES.get(random.nextInt(VALUES.size())));
    }

    private static void requireReadOrRefused(String mutant, Path file, Reading reading) {
        long before = THREADS.getCurrentThreadAllocatedBytes();
        try {
            reading.run();
        } catch (IOException e) {
            assertThat(e).as(mutant).hasMessageContaining(file.toString());
        } catch (RuntimeException | Error e) {
            throw new AssertionError(mutant, e);
        }
        assertThat(THREADS.getCurrentThreadAllocatedBytes() - before)
                .as("bytes allocated for " + mutant)
                .isLessThan(MAX_BYTES_ALLOCATED);
    }

    @FunctionalInterface
    private interface Reading {
        void run() throws IOException;
    }
}
