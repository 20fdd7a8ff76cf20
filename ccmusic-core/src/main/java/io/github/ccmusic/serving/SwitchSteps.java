package io.github.ccmusic.serving;

import io.github.ccmusic.selfcheck.CheckResult;
import io.github.ccmusic.selfcheck.ResidentMemory;
import io.github.ccmusic.selfcheck.SelfCheckReport;
import io.github.ccmusic.serving.SwitchReport.Outcome;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** The steps of one switch, timed and noted as they are taken. For one thread. */
final class SwitchSteps {
    private final Optional<String> from;
    private final String to;
    private final List<SwitchReport.Step> steps = new ArrayList<>();
    private boolean gap;

    SwitchSteps(Optional<String> from, String to) {
        this.from = from;
        this.to = to;
    }

    @FunctionalInterface
    interface Work<T> {
        T run() throws IOException;
    }

    /** Takes a step; one that throws is noted too. */
    <T> T step(String name, Work<T> work, Function<T, String> detail) throws IOException {
        long start = System.nanoTime();
        try {
            T result = work.run();
            note(name, start, detail.apply(result));
            return result;
        } catch (IOException | RuntimeException | Error e) {
            note(name, start, "FAILED: " + message(e));
            throw e;
        }
    }

    private void note(String name, long start, String detail) {
        Duration took = Duration.ofNanos(System.nanoTime() - start);
        steps.add(new SwitchReport.Step(name, took, ResidentMemory.bytes(), detail));
    }

    /** Notes each check of a self-check as a step. */
    void checks(SelfCheckReport report) {
        for (CheckResult check : report.results()) {
            String detail =
                    check instanceof CheckResult.Passed ? check.detail() : check.verdict() + ": " + check.detail();
            steps.add(new SwitchReport.Step(check.name(), check.took(), check.residentBytes(), detail));
        }
    }

    /** Notes that for a time no model answers. */
    void gap() {
        gap = true;
    }

    SwitchReport done(Outcome outcome) {
        return new SwitchReport(from, to, outcome, gap, steps, Optional.empty());
    }

    SwitchException failed(Outcome outcome, Throwable cause) {
        return new SwitchException(new SwitchReport(from, to, outcome, gap, steps, Optional.of(message(cause))), cause);
    }

    private static String message(Throwable e) {
        return e.getMessage() == null ? e.toString() : e.getMessage();
    }
}
