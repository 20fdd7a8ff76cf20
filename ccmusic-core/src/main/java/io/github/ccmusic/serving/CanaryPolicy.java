package io.github.ccmusic.serving;

import java.util.Locale;
import java.util.Objects;
import java.util.Optional;

/**
 * How a candidate is tried in the place of the active model, and when that ends by itself.
 *
 * @param percent of the calls, or of the keys that callers give, that the candidate answers, in [0, 100]
 * @param compared which of these calls the active model is asked about as well, off the caller's thread
 * @param maxErrorRate the candidate's share of failed calls, by its own fault, above which it is aborted
 * @param maxP95Ratio its 95th percentile of latency over the active model's above which it is aborted
 * @param minAgreement the share of compared calls with the same best genre below which it is aborted
 * @param minCalls how many calls, or compared calls, must have been seen before any of these counts
 */
public record CanaryPolicy(
        double percent,
        ShadowPolicy compared,
        double maxErrorRate,
        double maxP95Ratio,
        double minAgreement,
        int minCalls) {

    public CanaryPolicy {
        Objects.requireNonNull(compared, "compared");
        if (!(percent >= 0 && percent <= 100)) {
            throw new IllegalArgumentException("percent must lie in [0, 100]: " + percent);
        }
        if (!(maxErrorRate >= 0 && maxP95Ratio > 0 && minAgreement >= 0)) {
            throw new IllegalArgumentException("a guardrail must not be negative: error rate " + maxErrorRate
                    + ", p95 ratio " + maxP95Ratio + ", agreement " + minAgreement);
        }
        if (minCalls < 1) {
            throw new IllegalArgumentException("minCalls must be positive: " + minCalls);
        }
    }

    /** A percentage of the calls, a tenth of them compared; 2 % of errors, twice the latency and any disagreement are tolerated. */
    public static CanaryPolicy percent(double percent) {
        return new CanaryPolicy(percent, ShadowPolicy.share(0.1), 0.02, 2, 0, 50);
    }

    public CanaryPolicy compared(ShadowPolicy policy) {
        return new CanaryPolicy(percent, policy, maxErrorRate, maxP95Ratio, minAgreement, minCalls);
    }

    public CanaryPolicy maxErrorRate(double rate) {
        return new CanaryPolicy(percent, compared, rate, maxP95Ratio, minAgreement, minCalls);
    }

    public CanaryPolicy maxP95Ratio(double ratio) {
        return new CanaryPolicy(percent, compared, maxErrorRate, ratio, minAgreement, minCalls);
    }

    public CanaryPolicy minAgreement(double share) {
        return new CanaryPolicy(percent, compared, maxErrorRate, maxP95Ratio, share, minCalls);
    }

    public CanaryPolicy minCalls(int count) {
        return new CanaryPolicy(percent, compared, maxErrorRate, maxP95Ratio, minAgreement, count);
    }

    /** The first guardrail that is broken, in words; empty if none is. */
    Optional<String> broken(RolloutStatistics seen) {
        double errorRate = seen.errorRate().orElse(0);
        if (seen.calls() >= minCalls && errorRate > maxErrorRate) {
            return says(
                    "%.1f %% of %d calls failed, %.1f %% are allowed",
                    100 * errorRate, seen.calls(), 100 * maxErrorRate);
        }
        double ratio = seen.candidate().p95().toNanos()
                / (double) Math.max(1, seen.active().p95().toNanos());
        if (Math.min(seen.candidate().calls(), seen.active().calls()) >= minCalls && ratio > maxP95Ratio) {
            return says(
                    "it is too slow: %s, the active model has %s, %.2f times as much is allowed",
                    seen.candidate(), seen.active(), maxP95Ratio);
        }
        double agreement = seen.agreement().orElse(1);
        if (seen.compared() >= minCalls && agreement < minAgreement) {
            return says(
                    "it agrees with the active model on %.1f %% of %d recordings, %.1f %% are needed",
                    100 * agreement, seen.compared(), 100 * minAgreement);
        }
        return Optional.empty();
    }

    private static Optional<String> says(String format, Object... figures) {
        return Optional.of(String.format(Locale.ROOT, format, figures));
    }
}
