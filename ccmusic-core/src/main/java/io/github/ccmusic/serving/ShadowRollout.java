package io.github.ccmusic.serving;

import io.github.ccmusic.GenrePrediction;
import io.github.ccmusic.serving.RouterListener.Role;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/** The candidate is asked after the active model has answered, off the caller's thread, and only its answer is looked at. */
final class ShadowRollout extends Rollout {
    private final ShadowPolicy policy;
    private final BackgroundQueue queue;

    ShadowRollout(Switchboard board, ServedModel candidate, Calls calls, ShadowPolicy policy) {
        super(board, candidate, calls);
        this.policy = policy;
        this.queue = new BackgroundQueue("ccmusic-shadow-" + candidate.name(), policy.queue(), () -> {});
    }

    @Override
    GenrePrediction answer(Recording recording, @Nullable String key, ServedModel active) throws IOException {
        if (ThreadLocalRandom.current().nextDouble() >= policy.share()) {
            return calls.ask(active, Role.ACTIVE, recording);
        }
        Recording kept = recording.keeping(policy.maxSeconds());
        long start = System.nanoTime();
        GenrePrediction answer = calls.ask(active, Role.ACTIVE, kept);
        recorder.activeTook(System.nanoTime() - start);
        Optional<Recording> again = kept.again();
        if (again.isEmpty() || !queue.offer(() -> compare(again.get(), answer))) {
            recorder.dropped();
        }
        return answer;
    }

    private void compare(Recording recording, GenrePrediction ofActive) {
        long start = System.nanoTime();
        try {
            GenrePrediction ofCandidate = calls.ask(served(), Role.SHADOW, recording);
            recorder.candidateTook(System.nanoTime() - start);
            recorder.compare(ofActive, ofCandidate);
        } catch (IOException | RuntimeException e) {
            if (Calls.isTheModels(e)) {
                recorder.candidateFailed();
            } else {
                recorder.dropped();
            }
        }
    }

    @Override
    void release() {
        queue.close();
    }
}
