package io.github.ccmusic.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.ccmusic.serving.Rollout;
import io.github.ccmusic.serving.RolloutStatistics;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.TreeMap;

/**
 * What was seen of a candidate, for reading.
 *
 * @param active the model beside which it was tried
 * @param rollout the trial
 * @param answered how many recordings got an answer
 */
record RolloutReport(String active, Rollout rollout, int answered) {

    void print(PrintWriter out, ReportFormat format) {
        if (format.isJson()) {
            out.println(json());
        } else {
            text(out);
        }
        out.flush();
    }

    private void text(PrintWriter out) {
        RolloutStatistics seen = rollout.statistics();
        out.printf("%s beside %s: %s%n", rollout.candidate(), active, state());
        rollout.endReason().ifPresent(reason -> out.printf("  because      %s%n", reason));
        out.printf("  recordings   %d answered, %d by or for the candidate%n", answered, seen.calls());
        out.printf("  errors       %d%n", seen.errors());
        out.printf("  compared     %d, %d could not be%n", seen.compared(), seen.dropped());
        seen.agreement().ifPresent(share -> out.printf(Locale.ROOT, "  agreement    %.1f %%%n", 100 * share));
        out.printf(Locale.ROOT, "  divergence   %.4f bits%n", seen.divergence());
        out.printf("  active       %s%n", seen.active());
        out.printf("  candidate    %s%n", seen.candidate());
        new TreeMap<>(seen.genres())
                .forEach((genre, counts) ->
                        out.printf("  %-12s %d of %d disagreed%n", genre, counts.disagreed(), counts.compared()));
    }

    private ObjectNode json() {
        RolloutStatistics seen = rollout.statistics();
        ObjectNode root = new ObjectMapper()
                .createObjectNode()
                .put("candidate", rollout.candidate())
                .put("active", active)
                .put("state", state());
        rollout.endReason().ifPresent(reason -> root.put("reason", reason));
        root.put("recordings", answered)
                .put("calls", seen.calls())
                .put("errors", seen.errors())
                .put("compared", seen.compared())
                .put("dropped", seen.dropped());
        seen.agreement().ifPresent(share -> root.put("agreement", share));
        root.put("divergence_bits", seen.divergence());
        latency(root.putObject("active_latency"), seen.active());
        latency(root.putObject("candidate_latency"), seen.candidate());
        ObjectNode genres = root.putObject("genres");
        new TreeMap<>(seen.genres())
                .forEach((genre, counts) -> genres.putObject(genre)
                        .put("compared", counts.compared())
                        .put("disagreed", counts.disagreed()));
        return root;
    }

    private static void latency(ObjectNode node, RolloutStatistics.Latency latency) {
        node.put("calls", latency.calls())
                .put("p50_ms", latency.p50().toNanos() / 1e6)
                .put("p95_ms", latency.p95().toNanos() / 1e6);
    }

    private String state() {
        return rollout.state().name().toLowerCase(Locale.ROOT);
    }
}
