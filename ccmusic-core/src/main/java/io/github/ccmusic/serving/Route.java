package io.github.ccmusic.serving;

import org.jspecify.annotations.Nullable;

/**
 * Who answers at this moment; replaced as a whole, in one step.
 *
 * @param active the active model, null where there is none
 * @param rollout the candidate that is tried, if any
 * @param unavailable why there is no active model, for the error
 */
record Route(@Nullable ServedModel active, @Nullable Rollout rollout, String unavailable) {

    static Route none(String why) {
        return new Route(null, null, why);
    }

    static Route to(ServedModel active) {
        return new Route(active, null, "");
    }

    /** The same with another face of the active model, unless the candidate's time is over. */
    Route with(ServedModel served) {
        boolean tried = rollout != null && rollout.state() == Rollout.State.RUNNING;
        return new Route(served, tried ? rollout : null, unavailable);
    }

    Route trying(Rollout candidate) {
        return new Route(active, candidate, unavailable);
    }

    Route without(Rollout ended) {
        return rollout == ended ? new Route(active, null, unavailable) : this;
    }
}
