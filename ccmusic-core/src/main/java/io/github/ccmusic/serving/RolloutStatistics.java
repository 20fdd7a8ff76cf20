package io.github.ccmusic.serving;

import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * What was seen of a candidate so far. Every recording that was to be compared is compared, dropped or, by a shadow, failed.
 *
 * @param calls that the candidate was asked
 * @param errors how many of them it failed although the active model answered them, or failed by its own fault, not the recording's
 * @param compared recordings for which both models' answers are known
 * @param agreed how many of these have the same best genre
 * @param divergence mean Jensen–Shannon divergence of the two answers, in bits: 0 where they are equal, 1 where they have nothing in
 *     common
 * @param dropped recordings that were not compared: the queue was full, the recording was not kept or could not be read a second time, or
 *     the rollout ended
 * @param active how long the active model takes
 * @param candidate how long the candidate takes
 * @param genres by the active model's best genre
 */
public record RolloutStatistics(
        long calls,
        long errors,
        long compared,
        long agreed,
        double divergence,
        long dropped,
        Latency active,
        Latency candidate,
        Map<String, Disagreement> genres) {

    /** How long calls take. */
    public record Latency(long calls, Duration p50, Duration p95) {
        @Override
        public String toString() {
            return String.format(Locale.ROOT, "p50 %.1f ms, p95 %.1f ms", p50.toNanos() / 1e6, p95.toNanos() / 1e6);
        }
    }

    /** How many recordings of a genre were compared, and of how many the candidate says something else. */
    public record Disagreement(long compared, long disagreed) {}

    public RolloutStatistics {
        genres = Map.copyOf(genres);
    }

    /** The share of calls that failed; empty if there were none. */
    public OptionalDouble errorRate() {
        return calls == 0 ? OptionalDouble.empty() : OptionalDouble.of(errors / (double) calls);
    }

    /** The share of compared recordings with the same best genre; empty if there were none. */
    public OptionalDouble agreement() {
        return compared == 0 ? OptionalDouble.empty() : OptionalDouble.of(agreed / (double) compared);
    }
}
