package io.github.ccmusic.serving;

/**
 * How a candidate is tried beside the active model.
 *
 * @param share of the calls that the candidate is asked about as well, in [0, 1]
 * @param queue how many recordings may wait for it; what comes when that many wait is dropped and counted
 * @param maxSeconds the longest stream that is kept for it, where there is room; see {@link RouterBuilder#keptAudioMb}
 */
public record ShadowPolicy(double share, int queue, double maxSeconds) {

    public ShadowPolicy {
        if (!(share >= 0 && share <= 1)) {
            throw new IllegalArgumentException("share must lie in [0, 1]: " + share);
        }
        if (queue < 1) {
            throw new IllegalArgumentException("queue must be positive: " + queue);
        }
        if (!(maxSeconds > 0)) {
            throw new IllegalArgumentException("maxSeconds must be positive: " + maxSeconds);
        }
    }

    /** A share of the calls, with at most 16 waiting and streams of up to ten minutes. */
    public static ShadowPolicy share(double share) {
        return new ShadowPolicy(share, 16, 600);
    }
}
