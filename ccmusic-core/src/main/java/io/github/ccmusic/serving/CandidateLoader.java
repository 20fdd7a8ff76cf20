package io.github.ccmusic.serving;

import io.github.ccmusic.cqt.audio.AudioClip;
import io.github.ccmusic.modeldir.ModelDirectory;
import io.github.ccmusic.selfcheck.SelfCheckException;
import io.github.ccmusic.selfcheck.SelfCheckReport;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SplittableRandom;

/** Brings a model from its name to where it could answer: config, memory, weights and self-check, warm-up. */
record CandidateLoader(
        ModelCatalog catalog, ModelSource source, OptionalDouble memoryLimitMb, int warmUps, RouterListener listener) {
    private static final int WARM_UP_RATE = 22_050;
    private static final int WARM_UP_SECONDS = 12;

    /** A model that may be loaded: it is complete, and there is room for it. */
    record Admitted(String name, Path path, double memoryMb) {}

    /**
     * Looks at a model without loading it.
     *
     * @param takenMb what the models that stay in memory need
     */
    Admitted admit(String name, double takenMb, SwitchSteps steps) throws IOException {
        Path path = steps.step("name", () -> catalog.path(name), Path::toString);
        ModelDirectory directory = steps.step(
                "config",
                () -> {
                    Optional<String> incomplete = ModelCatalog.incomplete(path);
                    if (incomplete.isPresent()) {
                        throw new IOException(path + ": " + incomplete.get());
                    }
                    return ModelDirectory.open(path);
                },
                found -> found.config().arch());
        double needed = directory.config().requiredMemoryMb().orElse(directory.checkpointBytes() / 1e6);
        steps.step(
                "memory",
                () -> {
                    if (takenMb + needed > memoryLimitMb.orElse(Double.POSITIVE_INFINITY)) {
                        throw new IOException(String.format(
                                Locale.ROOT,
                                "'%s' needs %.0f MB beside the %.0f MB that are taken, and the limit is %.0f MB. Raise"
                                        + " the limit, or have the old model closed first",
                                name,
                                needed,
                                takenMb,
                                memoryLimitMb.getAsDouble()));
                    }
                    return needed;
                },
                mb -> String.format(Locale.ROOT, "%.0f MB needed, %.0f MB taken", mb, takenMb));
        return new Admitted(name, path, needed);
    }

    /** Loads and checks it, and has it judge some noise; on failure nothing of it is left in memory. */
    ServedModel load(Admitted admitted, SwitchSteps steps) throws IOException {
        long start = System.nanoTime();
        ModelSource.Loaded loaded = steps.step("load", () -> check(admitted, steps), ready -> "passed every check");
        ServedModel served = ServedModel.of(admitted.name(), loaded.model(), admitted.memoryMb());
        try {
            steps.step("warm up", () -> warmUp(served), clips -> clips + " clips of noise");
            listener.loaded(served.identity(), Duration.ofNanos(System.nanoTime() - start));
            return served;
        } catch (IOException | RuntimeException | Error e) {
            served.close();
            throw e;
        }
    }

    private ModelSource.Loaded check(Admitted admitted, SwitchSteps steps) throws IOException {
        SelfCheckReport report = null;
        try {
            ModelSource.Loaded loaded = source.load(admitted.path());
            report = loaded.report();
            return loaded;
        } catch (SelfCheckException e) {
            report = e.report();
            throw e;
        } finally {
            if (report != null) {
                steps.checks(report);
                listener.checked(admitted.name(), report);
            }
        }
    }

    private int warmUp(ServedModel served) {
        SplittableRandom random = new SplittableRandom(0);
        float[] noise = new float[WARM_UP_RATE * WARM_UP_SECONDS];
        for (int i = 0; i < noise.length; i++) {
            noise[i] = (float) random.nextDouble(-0.5, 0.5);
        }
        for (int i = 0; i < warmUps; i++) {
            served.model().classify(AudioClip.of(noise, WARM_UP_RATE));
        }
        return warmUps;
    }
}
