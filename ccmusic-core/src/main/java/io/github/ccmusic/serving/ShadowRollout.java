package io.github.ccmusic.serving;

import io.github.ccmusic.GenrePrediction;
import io.github.ccmusic.serving.RouterListener.Role;
import java.io.IOException;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/** The candidate is asked after the active model has answered, off the caller's thread, and only its answer is looked at. */
final class ShadowRollout extends Rollout {
    private final ShadowPolicy policy;
    private final KeepingRoom room;
    private final BackgroundQueue queue;

    ShadowRollout(Switchboard board, ServedModel candidate, Calls calls, ShadowPolicy policy) {
        super(board, candidate, calls);
        this.policy = policy;
        this.room = board.keepingRoom();
        this.queue = new BackgroundQueue("ccmusic-shadow-" + candidate.name(), policy.queue(), () -> {});
    }

    @Override
    GenrePrediction answer(Recording recording, @Nullable String key, ServedModel active) throws IOException {
        if (ThreadLocalRandom.current().nextDouble() >= policy.share()) {
            return calls.ask(active, Role.ACTIVE, recording);
        }
        Recording heard = recording.keeping(room, policy.maxSeconds());
        try {
            long start = System.nanoTime();
            GenrePrediction answer = calls.ask(active, Role.ACTIVE, heard);
            recorder.activeTook(System.nanoTime() - start);
            heard.later(room)
                    .ifPresentOrElse(
                            again -> queue.offer(() -> compare(again, answer), () -> drop(again)), recorder::dropped);
            return answer;
        } finally {
            heard.release();
        }
    }

    private void drop(Recording recording) {
        recorder.dropped();
        recording.release();
    }

    private void compare(Recording recording, GenrePrediction ofActive) {
        long start = System.nanoTime();
        try {
            GenrePrediction ofCandidate = calls.ask(served(), Role.SHADOW, recording);
            recorder.candidateTook(System.nanoTime() - start);
            recorder.compare(ofActive, ofCandidate);
        } catch (Throwable e) {
            // The active model has answered, so whatever this is, it is the candidate's, unless the recording is gone.
            if (recording.mayHaveGone(e)) {
                recorder.dropped();
            } else {
                recorder.candidateFailed();
            }
        } finally {
            recording.release();
        }
    }

    @Override
    void release() {
        queue.close();
    }
}
