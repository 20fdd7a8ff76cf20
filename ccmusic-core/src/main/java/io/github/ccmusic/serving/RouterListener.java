package io.github.ccmusic.serving;

import io.github.ccmusic.GenrePrediction;
import io.github.ccmusic.ModelIdentity;
import io.github.ccmusic.selfcheck.SelfCheckReport;
import java.time.Duration;
import java.util.Optional;

/**
 * Hears what a router does. Whatever a listener throws is logged and goes no further.
 *
 * <p>All but {@link #callFinished} are called one at a time, every event once and in the order in which things happened, on a thread
 * that has just done something, and never with a lock held: a listener that waits holds up later events, and nothing else. It may
 * switch. {@link #callFinished} is called on the thread of the call, before it returns, by many threads at once; it cannot switch, except
 * by {@link GenreRouter#switchToAsync}. {@link GenreRouter#close} may be called in any of them, and is then done on another thread.
 */
public interface RouterListener {

    /** A model is in memory and passed its self-check. */
    default void loaded(ModelIdentity model, Duration took) {}

    /** A model went through its self-check, well or badly. */
    default void checked(String model, SelfCheckReport report) {}

    /** A switch ended, well or badly. */
    default void switched(SwitchReport report) {}

    /** The switch of that report went back to an earlier model. */
    default void rolledBack(SwitchReport report) {}

    /** A candidate begins to be tried. */
    default void rolloutStarted(Rollout rollout) {}

    /** A candidate was promoted or stopped. */
    default void rolloutEnded(Rollout rollout) {}

    /** A canary broke a guardrail and is no longer asked. */
    default void canaryAborted(Rollout canary, String reason) {}

    /** A directory with a complete model has appeared. */
    default void discovered(AvailableModel model) {}

    /** A model's memory is freed. */
    default void closed(ModelIdentity model) {}

    /** A model has answered, or failed to. */
    default void callFinished(Call call) {}

    /**
     * One model's answer to one call.
     *
     * @param model which
     * @param role in which it was asked
     * @param took how long, from the call to its end
     * @param prediction the answer, with its timings, if there is one; a call for an embedding has none
     * @param error what was thrown instead
     */
    record Call(
            ModelIdentity model,
            Role role,
            Duration took,
            Optional<GenrePrediction> prediction,
            Optional<? extends Throwable> error) {}

    /** Why a model is asked. */
    enum Role {
        /** It is the active model, and the caller waits for its answer. */
        ACTIVE,
        /** It is a canary, and the caller waits for its answer. */
        CANARY,
        /** Its answer is compared with another, and nobody waits for it. */
        SHADOW
    }
}
