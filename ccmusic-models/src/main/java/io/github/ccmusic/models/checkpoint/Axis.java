package io.github.ccmusic.models.checkpoint;

import java.util.ArrayList;
import java.util.List;

/**
 * One loop of a walk over a tensor.
 *
 * @param length how many steps it takes
 * @param source how many elements of the storage a step goes on
 * @param target how many elements of the row-major copy a step goes on
 */
record Axis(long length, long source, long target) {

    /** The same walk in fewer loops: two of which the inner one's end is the outer one's next step become one. */
    static List<Axis> joined(List<Axis> outerToInner) {
        List<Axis> joined = new ArrayList<>();
        for (Axis inner : outerToInner) {
            Axis outer = joined.isEmpty() ? null : joined.get(joined.size() - 1);
            if (outer != null
                    && outer.source == inner.source * inner.length
                    && outer.target == inner.target * inner.length) {
                joined.set(joined.size() - 1, new Axis(outer.length * inner.length, inner.source, inner.target));
            } else {
                joined.add(inner);
            }
        }
        return joined;
    }

    /** Whether the walk, longest source stride outermost, never goes back in the storage. */
    static boolean goesForward(List<Axis> outerToInner) {
        long reach = 0;
        for (int i = outerToInner.size() - 1; i >= 0; i--) {
            Axis axis = outerToInner.get(i);
            if (axis.source > 0 && axis.source <= reach) {
                return false;
            }
            reach += (axis.length - 1) * axis.source;
        }
        return true;
    }
}
