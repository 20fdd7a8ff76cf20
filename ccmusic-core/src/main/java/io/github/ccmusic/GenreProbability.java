package io.github.ccmusic;

/**
 * A genre and how probable it is.
 *
 * @param probability in [0, 1]
 */
public record GenreProbability(Genre genre, double probability) {

    public GenreProbability {
        // Written so that a NaN is refused as well.
        if (!(probability >= 0 && probability <= 1)) {
            throw new IllegalArgumentException("probability of " + genre.id() + " must lie in [0, 1]: " + probability);
        }
    }
}
