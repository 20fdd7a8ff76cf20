package io.github.ccmusic.selfcheck;

import io.github.ccmusic.modeldir.ModelConfig;
import io.github.ccmusic.modeldir.ModelDirectory;
import io.github.ccmusic.modeldir.StoredAnswer;
import io.github.ccmusic.models.KernelProof;
import io.github.ccmusic.models.Network;
import io.github.ccmusic.models.UnprovedKernelException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.function.Function;

/**
 * One model's self-check in the making: each step runs a check, times it and notes what it found; the first that fails throws.
 *
 * <p>For one thread. It owns nothing: whoever loaded the network closes it when a step throws.
 */
public final class SelfCheck {
    private static final long SEED = 20221122;
    private static final String KERNELS = "kernels";

    private final String model;
    private final List<CheckResult> results = new ArrayList<>();

    public SelfCheck(Path model) {
        this.model = model.toString();
    }

    /** Something that may fail because the model's files are at fault. */
    @FunctionalInterface
    public interface Step<T> {
        T run() throws IOException;
    }

    /** The classifier's way from a clip to probabilities, in the order of the last layer. */
    @FunctionalInterface
    public interface ClipAnswer {
        double[] probabilities(Path clip) throws IOException;
    }

    /**
     * Runs a check.
     *
     * @param name what is checked, in a word or two
     * @param step throws an {@code IOException} where the model fails
     * @param figure what to report of its result
     * @return the step's result
     * @throws SelfCheckException if the step throws an {@code IOException}, which is its cause
     * @throws InterruptedIOException if the step does, which says nothing of the model
     */
    public <T> T step(String name, Step<T> step, Function<T, String> figure) throws IOException {
        long start = System.nanoTime();
        try {
            T result = step.run();
            results.add(new CheckResult.Passed(name, figure.apply(result), since(start), ResidentMemory.bytes()));
            return result;
        } catch (InterruptedIOException e) {
            throw e;
        } catch (IOException e) {
            String problem = e.getMessage() == null ? e.toString() : e.getMessage();
            String failing = e instanceof UnprovedKernelException ? KERNELS : name;
            CheckResult.Failed failed = new CheckResult.Failed(failing, problem, since(start), ResidentMemory.bytes());
            results.add(failed);
            throw new SelfCheckException(report(), failed, e);
        }
    }

    /** Notes that a check was left out, and why. */
    public void skip(String name, String reason) {
        results.add(new CheckResult.Skipped(name, reason));
    }

    /** Notes how the network was proved to compute rightly, which it was while it was loaded. */
    public void kernels(Network network) {
        network.proof()
                .ifPresentOrElse(
                        proof -> results.add(new CheckResult.Passed(
                                KERNELS, proof.toString(), proof.time(), ResidentMemory.bytes())),
                        () -> skip(KERNELS, "this network has none to prove"));
    }

    /**
     * Checks that a picture of noise gives one finite number for each class: the picture that the kernels were proved with, if they
     * were.
     */
    public void forward(Network network) throws IOException {
        step("forward pass", () -> forwardNoise(network), logits -> logits);
    }

    /**
     * Checks that the model gives the stored answer of its config.json again, if that has one.
     *
     * @param clips how to answer for a clip, if that is what is stored
     */
    public void storedAnswer(ModelDirectory directory, Network network, ClipAnswer clips) throws IOException {
        ModelConfig config = directory.config();
        if (config.storedAnswer().isEmpty()) {
            skip("stored answer", "config.json has no \"selfcheck\"");
            return;
        }
        StoredAnswer stored = config.storedAnswer().get();
        step("stored answer", () -> compare(stored, answer(directory, stored, network, clips)), figure -> figure);
    }

    /** What was found so far. */
    public SelfCheckReport report() {
        return new SelfCheckReport(model, results);
    }

    private static float[] noise(Network network) {
        float[] noise = new float[3 * network.inputHeight() * network.inputWidth()];
        SplittableRandom random = new SplittableRandom(SEED);
        for (int i = 0; i < noise.length; i++) {
            noise[i] = (float) random.nextDouble(-1, 1);
        }
        return noise;
    }

    private static String forwardNoise(Network network) throws IOException {
        float[] logits = network.proof().map(KernelProof::logits).orElseGet(() -> network.logits(noise(network), 1)[0]);
        if (logits.length != network.classes()) {
            throw new IOException("a forward pass gives " + logits.length + " numbers, expected one for each of "
                    + network.classes() + " classes");
        }
        float min = Float.POSITIVE_INFINITY;
        float max = Float.NEGATIVE_INFINITY;
        for (float logit : logits) {
            if (!Float.isFinite(logit)) {
                throw new IOException("a forward pass gives " + logit
                        + " among its logits; the weights are damaged or diverged in training");
            }
            min = Math.min(min, logit);
            max = Math.max(max, logit);
        }
        return String.format(
                Locale.ROOT,
                "[1, 3, %d, %d] gives %d finite logits from %.3g to %.3g",
                network.inputHeight(),
                network.inputWidth(),
                logits.length,
                min,
                max);
    }

    private static double[] answer(ModelDirectory directory, StoredAnswer stored, Network network, ClipAnswer clips)
            throws IOException {
        Path input = directory.resolve("selfcheck.input", stored.input());
        if (!stored.input().endsWith(".npy")) {
            return clips.probabilities(input);
        }
        float[] picture = NpyTensor.read(input, 3, network.inputHeight(), network.inputWidth());
        return directory.config().activation().probabilities(network.logits(picture, 1)[0]);
    }

    private static String compare(StoredAnswer stored, double[] found) throws IOException {
        List<Double> expected = stored.probabilities();
        if (expected.size() != found.length) {
            throw new IOException("\"selfcheck.probabilities\" has " + expected.size() + " numbers, but the model has "
                    + found.length + " classes");
        }
        double worst = 0;
        for (int i = 0; i < found.length; i++) {
            double off = Math.abs(found[i] - expected.get(i));
            // Written so that a NaN fails as well.
            if (!(off <= stored.tolerance())) {
                throw new IOException(String.format(
                        Locale.ROOT,
                        "for %s class %d has probability %.6f, stored is %.6f, which is more than %s apart. "
                                + "Is the checkpoint the one that config.json was written for?",
                        stored.input(),
                        i,
                        found[i],
                        expected.get(i),
                        stored.tolerance()));
            }
            worst = Math.max(worst, off);
        }
        return String.format(Locale.ROOT, "off by %.1e at most, %s allowed", worst, stored.tolerance());
    }

    private static Duration since(long start) {
        return Duration.ofNanos(System.nanoTime() - start);
    }
}
