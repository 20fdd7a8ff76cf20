package io.github.ccmusic.modeldir;

import java.util.OptionalDouble;

/**
 * What the author says of the model; none of it is trusted, and none is shown without the figure measured here.
 *
 * @param accuracyTop1 in percent
 * @param sizeMb of the checkpoint, in units of 10⁶ bytes
 * @param inferenceTimeMs of one clip, on a machine unknown
 */
public record DeclaredFigures(OptionalDouble accuracyTop1, OptionalDouble sizeMb, OptionalDouble inferenceTimeMs) {

    /** The author says nothing. */
    public static final DeclaredFigures NONE =
            new DeclaredFigures(OptionalDouble.empty(), OptionalDouble.empty(), OptionalDouble.empty());
}
