package io.github.ccmusic;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.ccmusic.selfcheck.CheckResult;
import io.github.ccmusic.selfcheck.SelfCheckReport;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What came of loading a model in a process of its own.
 *
 * @param selfCheck its self-check there, and a last step for the process, which failed if it died or passed a limit
 * @param warnings what is amiss with the model, though it loads
 * @param loading how long it took to load and check it, the start of the engine included and that of the JVM not; empty if it did not
 *     load
 * @param answering how long it took to answer for the clip, if that was asked for
 * @param loadedBytes the process's resident memory once it was loaded; empty where the system does not tell, which only Linux does
 * @param peakBytes the most that the process held, up to the answer if there was one; empty where the system does not tell
 */
public record TrialReport(
        SelfCheckReport selfCheck,
        List<String> warnings,
        Optional<Duration> loading,
        Optional<Duration> answering,
        OptionalLong loadedBytes,
        OptionalLong peakBytes) {
    /** The name of the step that tells of the process. */
    static final String STEP = "own process";

    private static final ObjectMapper JSON = new ObjectMapper();

    public TrialReport {
        warnings = List.copyOf(warnings);
    }

    /** Whether the model loaded, passed its self-check, and left its process alive. */
    public boolean passed() {
        return selfCheck.passed();
    }

    /** Of a model that did not load, its process or itself being at fault. */
    static TrialReport died(SelfCheckReport selfCheck) {
        return new TrialReport(
                selfCheck, List.of(), Optional.empty(), Optional.empty(), OptionalLong.empty(), OptionalLong.empty());
    }

    /** The same with a step for the process, after those of a model that loaded. */
    TrialReport withProcess() {
        Duration took = loading.orElse(Duration.ZERO).plus(answering.orElse(Duration.ZERO));
        String detail = peakBytes.isPresent()
                ? String.format(Locale.ROOT, "%.0f MB at most", peakBytes.getAsLong() / 1e6)
                : "alive";
        List<CheckResult> results = new ArrayList<>(selfCheck.results());
        results.add(new CheckResult.Passed(STEP, detail, took, loadedBytes));
        return new TrialReport(
                new SelfCheckReport(selfCheck.model(), results), warnings, loading, answering, loadedBytes, peakBytes);
    }

    ByteBuffer bytes() {
        ObjectNode root = JSON.createObjectNode().put("model", selfCheck.model());
        for (CheckResult result : selfCheck.results()) {
            ObjectNode check = root.withArray("checks")
                    .addObject()
                    .put("verdict", result.verdict())
                    .put("name", result.name())
                    .put("detail", result.detail())
                    .put("took", result.took().toNanos());
            result.residentBytes().ifPresent(bytes -> check.put("resident", bytes));
        }
        warnings.forEach(root.withArray("warnings")::add);
        loading.ifPresent(time -> root.put("loading", time.toNanos()));
        answering.ifPresent(time -> root.put("answering", time.toNanos()));
        loadedBytes.ifPresent(bytes -> root.put("loaded", bytes));
        peakBytes.ifPresent(bytes -> root.put("peak", bytes));
        return StandardCharsets.UTF_8.encode(root.toString());
    }

    static TrialReport read(ByteBuffer bytes) throws IOException {
        JsonNode root = JSON.readTree(StandardCharsets.UTF_8.decode(bytes).toString());
        List<CheckResult> results = new ArrayList<>();
        root.path("checks").forEach(check -> results.add(result(check)));
        List<String> warnings = new ArrayList<>();
        root.path("warnings").forEach(warning -> warnings.add(warning.asText()));
        return new TrialReport(
                new SelfCheckReport(root.required("model").asText(), results),
                warnings,
                duration(root, "loading"),
                duration(root, "answering"),
                number(root, "loaded"),
                number(root, "peak"));
    }

    private static CheckResult result(JsonNode check) {
        String name = check.required("name").asText();
        String detail = check.required("detail").asText();
        Duration took = Duration.ofNanos(check.required("took").asLong());
        OptionalLong resident = number(check, "resident");
        CheckResult passed = new CheckResult.Passed(name, detail, took, resident);
        CheckResult failed = new CheckResult.Failed(name, detail, took, resident);
        CheckResult skipped = new CheckResult.Skipped(name, detail);
        String verdict = check.required("verdict").asText();
        return verdict.equals(passed.verdict()) ? passed : verdict.equals(failed.verdict()) ? failed : skipped;
    }

    private static Optional<Duration> duration(JsonNode node, String name) {
        OptionalLong nanos = number(node, name);
        return nanos.isPresent() ? Optional.of(Duration.ofNanos(nanos.getAsLong())) : Optional.empty();
    }

    private static OptionalLong number(JsonNode node, String name) {
        return node.path(name).canConvertToLong()
                ? OptionalLong.of(node.path(name).asLong())
                : OptionalLong.empty();
    }
}
