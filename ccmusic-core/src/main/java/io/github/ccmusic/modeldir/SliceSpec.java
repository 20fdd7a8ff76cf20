package io.github.ccmusic.modeldir;

import java.util.OptionalDouble;
import java.util.OptionalInt;

/**
 * How audio is cut into the slices that the network sees.
 *
 * @param sampleRateHz to which audio is brought first
 * @param trimTopDb how far below the loudest part silence begins, which is cut away before all else; absent means none is cut
 * @param seconds the length of a slice
 * @param hopSeconds from the start of one slice to the start of the next
 * @param shortClip what becomes of a clip shorter than one slice
 * @param max no more slices than these, evenly spaced; absent means all
 */
public record SliceSpec(
        int sampleRateHz,
        OptionalDouble trimTopDb,
        double seconds,
        double hopSeconds,
        ShortClip shortClip,
        OptionalInt max) {

    /** What holds unless config.json says otherwise; upstream's training pictures had this length. */
    public static final SliceSpec UPSTREAM =
            new SliceSpec(22_050, OptionalDouble.empty(), 11.4, 11.4, ShortClip.REPEAT, OptionalInt.empty());
}
