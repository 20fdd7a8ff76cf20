package io.github.ccmusic.bench;

import io.github.ccmusic.ClassifierOptions;
import io.github.ccmusic.GenreClassifier;
import io.github.ccmusic.models.checkpoint.CheckpointFormat;
import io.github.ccmusic.selfcheck.SelfCheckLevel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * Loads a model, classifies a file some times and prints what that took: time, and the most memory that was ever resident.
 *
 * <pre>{@code
 * java -cp 'ccmusic-bench/target/benchmarks.jar:ccmusic-bench/target/lib/*' io.github.ccmusic.bench.Footprint MODEL FILE CALLS [SELF-CHECK LEVEL]
 * }</pre>
 *
 * <p>With the name of an architecture and a directory instead, it makes a model of formula weights there.
 */
public final class Footprint {
    private Footprint() {}

    public static void main(String... args) throws IOException {
        if (args.length == 2) {
            Path directory = Files.createDirectories(Path.of(args[1]));
            Files.writeString(directory.resolve("config.json"), "{\"arch\": \"" + args[0] + "\"}");
            CheckpointFormat.TORCH.write(FormulaNetworks.weights(args[0]), directory.resolve("save.pt"));
            return;
        }
        long start = System.nanoTime();
        long[] nanos = new long[Integer.parseInt(args[2])];
        SelfCheckLevel check = args.length == 4 ? SelfCheckLevel.valueOf(args[3]) : SelfCheckLevel.STORED_ANSWER;
        ClassifierOptions options = ClassifierOptions.builder().selfCheck(check).build();
        try (GenreClassifier model = GenreClassifier.load(Path.of(args[0]), options)) {
            System.out.printf("load\t%.0f ms\t%s%n", (System.nanoTime() - start) / 1e6, peak());
            for (int i = 0; i < nanos.length; i++) {
                long begun = System.nanoTime();
                model.classify(Path.of(args[1]));
                nanos[i] = System.nanoTime() - begun;
            }
        }
        Arrays.sort(nanos, nanos.length / 2, nanos.length);
        System.out.printf(
                "classify, median of the second half of %d\t%.1f ms\t%s%n",
                nanos.length, nanos[nanos.length * 3 / 4] / 1e6, peak());
    }

    private static String peak() throws IOException {
        return Files.readAllLines(Path.of("/proc/self/status")).stream()
                .filter(line -> line.startsWith("VmHWM"))
                .map(line -> Long.parseLong(line.replaceAll("\\D", "")) / 1024 + " MiB at most")
                .findFirst()
                .orElse("unknown");
    }
}
