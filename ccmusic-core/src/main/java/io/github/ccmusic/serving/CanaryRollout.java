package io.github.ccmusic.serving;

import io.github.ccmusic.GenrePrediction;
import io.github.ccmusic.serving.RouterListener.Role;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * The candidate answers a share of the calls. What it fails by its own fault the active model answers, wherever the recording can be
 * read again; the guardrails count the failure all the same.
 */
final class CanaryRollout extends Rollout {
    private final CanaryPolicy policy;
    private final BackgroundQueue queue;

    CanaryRollout(Switchboard board, ServedModel candidate, Calls calls, CanaryPolicy policy) {
        super(board, candidate, calls);
        this.policy = policy;
        this.queue = new BackgroundQueue(
                "ccmusic-canary-" + candidate.name(), policy.compared().queue(), this::checkGuardrails);
    }

    @Override
    GenrePrediction answer(Recording recording, @Nullable String key, ServedModel active) throws IOException {
        if (!isChosen(key) || !served().gate().tryEnter()) {
            return answerBy(active, Role.ACTIVE, recording);
        }
        try {
            return answerByCandidate(recording, active);
        } catch (RuntimeException e) {
            Optional<Recording> again = recording.again();
            if (!Calls.isTheModels(e) || again.isEmpty()) {
                throw e;
            }
            return calls.ask(active, Role.ACTIVE, again.get());
        } finally {
            served().gate().leave();
            queue.wake();
        }
    }

    private GenrePrediction answerBy(ServedModel active, Role role, Recording recording) throws IOException {
        long start = System.nanoTime();
        GenrePrediction answer = calls.ask(active, role, recording);
        recorder.activeTook(System.nanoTime() - start);
        return answer;
    }

    private GenrePrediction answerByCandidate(Recording recording, ServedModel active) throws IOException {
        boolean compared =
                ThreadLocalRandom.current().nextDouble() < policy.compared().share();
        Recording kept = compared ? recording.keeping(policy.compared().maxSeconds()) : recording;
        long start = System.nanoTime();
        GenrePrediction answer;
        try {
            answer = calls.ask(served(), Role.CANARY, kept);
        } catch (RuntimeException e) {
            if (Calls.isTheModels(e)) {
                recorder.candidateFailed();
            }
            throw e;
        }
        recorder.candidateTook(System.nanoTime() - start);
        if (compared) {
            Optional<Recording> again = kept.again();
            if (again.isEmpty() || !queue.offer(() -> compare(again.get(), answer, active))) {
                recorder.dropped();
            }
        }
        return answer;
    }

    private void compare(Recording recording, GenrePrediction ofCandidate, ServedModel active) {
        if (!active.gate().tryEnter()) {
            recorder.dropped();
            return;
        }
        try {
            recorder.compare(answerBy(active, Role.SHADOW, recording), ofCandidate);
        } catch (IOException | RuntimeException e) {
            recorder.dropped();
        } finally {
            active.gate().leave();
        }
    }

    /** On the comparing thread, so that no caller pays for it. */
    private void checkGuardrails() {
        if (state() == State.RUNNING) {
            policy.broken(statistics()).ifPresent(this::abort);
        }
    }

    private boolean isChosen(@Nullable String key) {
        double side = key == null ? 100 * ThreadLocalRandom.current().nextDouble() : side(candidate(), key);
        return side < policy.percent();
    }

    /**
     * Where a key stands, in [0, 100): the same in every process and after every restart. The candidate's name is part of it, so that it
     * is not always the same few who try what is new; a higher percentage only ever adds keys.
     */
    static double side(String candidate, String key) {
        // FNV-1a, and murmur3's finaliser to spread its weak high bits.
        long hash = 0xcbf29ce484222325L;
        for (byte b : (candidate + '\0' + key).getBytes(StandardCharsets.UTF_8)) {
            hash = (hash ^ (b & 0xff)) * 0x100000001b3L;
        }
        hash = (hash ^ (hash >>> 33)) * 0xff51afd7ed558ccdL;
        hash = (hash ^ (hash >>> 33)) * 0xc4ceb9fe1a85ec53L;
        hash ^= hash >>> 33;
        return (hash >>> 11) * 0x1p-53 * 100;
    }

    @Override
    void release() {
        queue.close();
    }
}
