package io.github.ccmusic.selfcheck;

import java.util.List;
import java.util.Locale;

/**
 * What the self-check of a model found, check by check.
 *
 * @param model the directory
 * @param results in the order in which they were made; a failed one is the last
 */
public record SelfCheckReport(String model, List<CheckResult> results) {

    public SelfCheckReport {
        results = List.copyOf(results);
    }

    /** Whether none failed. */
    public boolean passed() {
        return results.stream().noneMatch(CheckResult.Failed.class::isInstance);
    }

    /** One line for each check: its name, its verdict, its time and its figure. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(model);
        for (CheckResult result : results) {
            double ms = result.took().toNanos() / 1e6;
            text.append(String.format(
                    Locale.ROOT, "%n  %-14s %-8s %8.1f ms  %s", result.name(), result.verdict(), ms, result.detail()));
        }
        return text.toString();
    }
}
