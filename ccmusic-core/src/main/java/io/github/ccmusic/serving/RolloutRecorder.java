package io.github.ccmusic.serving;

import io.github.ccmusic.GenrePrediction;
import io.github.ccmusic.GenreProbability;
import io.github.ccmusic.serving.RolloutStatistics.Disagreement;
import io.github.ccmusic.serving.RolloutStatistics.Latency;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/** Gathers what is seen of a candidate. What callers record takes no lock; what the comparing thread records does. */
final class RolloutRecorder {
    private final LongAdder calls = new LongAdder();
    private final LongAdder errors = new LongAdder();
    private final LongAdder dropped = new LongAdder();
    private final LatencyHistogram active = new LatencyHistogram();
    private final LatencyHistogram candidate = new LatencyHistogram();

    private final Map<String, Disagreement> genres = new HashMap<>();
    private long compared;
    private long agreed;
    private double divergence;

    void activeTook(long nanos) {
        active.record(nanos);
    }

    void candidateTook(long nanos) {
        calls.increment();
        candidate.record(nanos);
    }

    void candidateFailed() {
        calls.increment();
        errors.increment();
    }

    void dropped() {
        dropped.increment();
    }

    synchronized void compare(GenrePrediction ofActive, GenrePrediction ofCandidate) {
        String genre = ofActive.best().id();
        boolean same = genre.equals(ofCandidate.best().id());
        compared++;
        agreed += same ? 1 : 0;
        divergence += divergence(ofActive, ofCandidate);
        genres.merge(
                genre,
                new Disagreement(1, same ? 0 : 1),
                (a, b) -> new Disagreement(a.compared() + b.compared(), a.disagreed() + b.disagreed()));
    }

    synchronized RolloutStatistics statistics() {
        return new RolloutStatistics(
                calls.sum(),
                errors.sum(),
                compared,
                agreed,
                compared == 0 ? 0 : divergence / compared,
                dropped.sum(),
                latency(active),
                latency(candidate),
                genres);
    }

    private static Latency latency(LatencyHistogram histogram) {
        return new Latency(histogram.count(), histogram.quantile(0.5), histogram.quantile(0.95));
    }

    /** Lin, "Divergence measures based on the Shannon entropy", 1991; over the genres that either model knows. */
    static double divergence(GenrePrediction a, GenrePrediction b) {
        Map<String, Double> p = distribution(a);
        Map<String, Double> q = distribution(b);
        double sum = 0;
        for (Map.Entry<String, Double> entry : p.entrySet()) {
            sum += towardsMean(entry.getValue(), q.getOrDefault(entry.getKey(), 0.0));
        }
        for (Map.Entry<String, Double> entry : q.entrySet()) {
            sum += towardsMean(entry.getValue(), p.getOrDefault(entry.getKey(), 0.0));
        }
        return sum / 2;
    }

    private static double towardsMean(double p, double q) {
        return p == 0 ? 0 : p * Math.log(2 * p / (p + q)) / Math.log(2);
    }

    /** Sums to 1 also where genres do not exclude each other. */
    private static Map<String, Double> distribution(GenrePrediction prediction) {
        double sum = prediction.genres().stream()
                .mapToDouble(GenreProbability::probability)
                .sum();
        Map<String, Double> distribution = new HashMap<>();
        for (GenreProbability entry : prediction.genres()) {
            distribution.put(entry.genre().id(), sum == 0 ? 0 : entry.probability() / sum);
        }
        return distribution;
    }
}
