package io.github.ccmusic.serving;

import io.github.ccmusic.GenrePrediction;
import java.io.IOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A candidate that is being tried on real calls. It ends when it is promoted or stopped, when a canary breaks a guardrail, or when
 * another model is switched to; then the candidate is closed, unless it is the active model now. What was seen stays readable.
 *
 * <p>Made by {@link GenreRouter#shadow} and {@link GenreRouter#canary}. Every method may be called from any thread.
 */
public abstract sealed class Rollout permits ShadowRollout, CanaryRollout {

    /** Where a rollout stands. */
    public enum State {
        RUNNING,
        /** The candidate is the active model now. */
        PROMOTED,
        /** Ended by {@link #stop}, or because another model was switched to. */
        STOPPED,
        /** Ended by a guardrail. */
        ABORTED
    }

    private record Ending(State state, String reason) {}

    private final Switchboard board;
    private final ServedModel candidate;
    final Calls calls;
    final RolloutRecorder recorder = new RolloutRecorder();
    private volatile Ending ending = new Ending(State.RUNNING, "");

    Rollout(Switchboard board, ServedModel candidate, Calls calls) {
        this.board = board;
        this.candidate = candidate;
        this.calls = calls;
    }

    /** The name of the candidate. */
    public final String candidate() {
        return candidate.name();
    }

    public final State state() {
        return ending.state();
    }

    /** Why it ended, if it has ended. */
    public final Optional<String> endReason() {
        Ending now = ending;
        return now.state() == State.RUNNING ? Optional.empty() : Optional.of(now.reason());
    }

    /** What was seen so far. */
    public final RolloutStatistics statistics() {
        return recorder.statistics();
    }

    /**
     * Makes the candidate the active model: a switch, with a switch's report, record and events. Nothing promotes by itself.
     *
     * @throws SwitchException if it could not be recorded, or another model was switched to meanwhile; the candidate is then still tried
     * @throws IllegalStateException if the rollout has ended
     */
    public final SwitchReport promote() throws SwitchException {
        return board.promote(this);
    }

    /** Ends the rollout; the active model answers all calls again. Does nothing if it has ended. */
    public final void stop() {
        board.end(this, State.STOPPED, "stopped");
    }

    /** Ends it unless it has ended; returns whether this call did. */
    final synchronized boolean end(State state, String reason) {
        if (ending.state() != State.RUNNING) {
            return false;
        }
        ending = new Ending(state, reason);
        return true;
    }

    final void abort(String reason) {
        board.end(this, State.ABORTED, reason);
    }

    final ServedModel served() {
        return candidate;
    }

    /** Answers a call; the caller holds the active model open. */
    abstract GenrePrediction answer(Recording recording, @Nullable String key, ServedModel active) throws IOException;

    /** Ends the thread that compares; not to be called on it. */
    abstract void release();
}
