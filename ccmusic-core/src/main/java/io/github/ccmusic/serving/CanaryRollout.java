package io.github.ccmusic.serving;

import io.github.ccmusic.GenrePrediction;
import io.github.ccmusic.serving.RouterListener.Role;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * The candidate answers a share of the calls. What it fails, in whatever way, the active model answers, and the guardrails count the
 * failure; for that a stream is read before the candidate is asked, and where there is no room to keep it, the active model answers.
 */
final class CanaryRollout extends Rollout {
    private final CanaryPolicy policy;
    private final KeepingRoom room;
    private final BackgroundQueue queue;

    CanaryRollout(Switchboard board, ServedModel candidate, Calls calls, CanaryPolicy policy) {
        super(board, candidate, calls);
        this.policy = policy;
        this.room = board.keepingRoom();
        this.queue = new BackgroundQueue(
                "ccmusic-canary-" + candidate.name(), policy.compared().queue(), this::checkGuardrails);
    }

    @Override
    GenrePrediction answer(Recording recording, @Nullable String key, ServedModel active) throws IOException {
        if (!isChosen(key)) {
            return answerBy(active, Role.ACTIVE, recording);
        }
        Recording repeatable = recording.repeatable(room);
        try {
            // Without a second chance the candidate is not given the first.
            return repeatable.isRepeatable() && served().gate().tryEnter()
                    ? answerByCandidate(repeatable, active)
                    : answerBy(active, Role.ACTIVE, repeatable);
        } finally {
            repeatable.release();
        }
    }

    private GenrePrediction answerBy(ServedModel active, Role role, Recording recording) throws IOException {
        long start = System.nanoTime();
        GenrePrediction answer = calls.ask(active, role, recording);
        recorder.activeTook(System.nanoTime() - start);
        return answer;
    }

    /** The caller has entered the candidate's gate. */
    private GenrePrediction answerByCandidate(Recording recording, ServedModel active) throws IOException {
        try {
            long start = System.nanoTime();
            GenrePrediction answer = calls.ask(served(), Role.CANARY, recording);
            recorder.candidateTook(System.nanoTime() - start);
            if (ThreadLocalRandom.current().nextDouble() < policy.compared().share()) {
                recording
                        .later(room)
                        .ifPresentOrElse(
                                again -> queue.offer(() -> compare(again, answer, active), () -> drop(again)),
                                recorder::dropped);
            }
            return answer;
        } catch (Throwable e) {
            return answerInstead(active, recording, e);
        } finally {
            served().gate().leave();
            queue.wake();
        }
    }

    /** What the active model answers, the candidate should have; what both refuse is the caller's own. */
    private GenrePrediction answerInstead(ServedModel active, Recording recording, Throwable ofCandidate)
            throws IOException {
        try {
            GenrePrediction answer = calls.ask(active, Role.ACTIVE, recording);
            recorder.candidateFailed();
            return answer;
        } catch (Throwable e) {
            if (Calls.isTheModels(ofCandidate) && !Calls.isTheModels(e)) {
                recorder.candidateFailed();
            }
            throw e;
        }
    }

    private void drop(Recording recording) {
        recorder.dropped();
        recording.release();
    }

    private void compare(Recording recording, GenrePrediction ofCandidate, ServedModel active) {
        if (!active.gate().tryEnter()) {
            drop(recording);
            return;
        }
        try {
            recorder.compare(answerBy(active, Role.SHADOW, recording), ofCandidate);
        } catch (Throwable e) {
            recorder.dropped();
        } finally {
            recording.release();
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
