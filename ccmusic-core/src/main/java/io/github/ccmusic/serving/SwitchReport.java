package io.github.ccmusic.serving;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What happened when a model was switched to, step by step.
 *
 * @param from the model that was active, if any
 * @param to the model that was asked for
 * @param outcome how it ended
 * @param gap whether for a time no model answered
 * @param steps in the order in which they were taken; after a failure, the last one failed
 * @param problem why it did not succeed
 */
public record SwitchReport(
        Optional<String> from, String to, Outcome outcome, boolean gap, List<Step> steps, Optional<String> problem) {

    /** How a switch ends. */
    public enum Outcome {
        /** The new model answers. */
        SWITCHED,
        /** The new model passed every check and was let go, as was asked. */
        CHECKED,
        /** Something failed, and the old model answers. */
        FAILED,
        /** Another model was asked for meanwhile, and this one was given up. */
        SUPERSEDED
    }

    /**
     * One step.
     *
     * @param took how long
     * @param residentBytes the process's resident memory after it; empty where the system does not tell
     * @param detail its figure, or what went wrong
     */
    public record Step(String name, Duration took, OptionalLong residentBytes, String detail) {}

    public SwitchReport {
        steps = List.copyOf(steps);
    }

    /** One line for the outcome, and one for each step with its time and the memory after it. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(from.map(name -> name + " → ").orElse("") + to + ": "
                + outcome.name().toLowerCase(Locale.ROOT)
                + problem.map(why -> ": " + why).orElse("")
                + (gap ? " (no model answered meanwhile)" : ""));
        for (Step step : steps) {
            text.append(String.format(
                    Locale.ROOT,
                    "%n  %-14s %8.1f ms %8s  %s",
                    step.name(),
                    step.took().toNanos() / 1e6,
                    step.residentBytes().isPresent()
                            ? Math.round(step.residentBytes().getAsLong() / 1e6) + " MB"
                            : "",
                    step.detail()));
        }
        return text.toString();
    }

    /** One line of JSON. */
    public String toJson() {
        ObjectMapper json = new ObjectMapper();
        ObjectNode root = json.createObjectNode();
        from.ifPresent(name -> root.put("from", name));
        root.put("to", to)
                .put("outcome", outcome.name().toLowerCase(Locale.ROOT))
                .put("gap", gap);
        problem.ifPresent(why -> root.put("problem", why));
        ArrayNode array = root.putArray("steps");
        for (Step step : steps) {
            ObjectNode node = array.addObject()
                    .put("name", step.name())
                    .put("took_ms", step.took().toNanos() / 1e6)
                    .put("detail", step.detail());
            step.residentBytes().ifPresent(bytes -> node.put("resident_mb", bytes / 1e6));
        }
        try {
            return json.writeValueAsString(root);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree of plain values cannot fail to be written", e);
        }
    }
}
