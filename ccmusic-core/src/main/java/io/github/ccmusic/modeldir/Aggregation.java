package io.github.ccmusic.modeldir;

/** How the answers for the slices become the answer for the clip. */
public enum Aggregation {
    /** A genre's probability is its mean over the slices. */
    MEAN,
    /** A genre's probability is the share of slices that it wins, as upstream counts; the mean settles ties. */
    VOTE
}
