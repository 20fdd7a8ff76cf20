package io.github.ccmusic.serving;

import io.github.ccmusic.Embedding;
import io.github.ccmusic.GenrePrediction;
import io.github.ccmusic.cqt.audio.AudioStream;
import io.github.ccmusic.serving.SwitchReport.Outcome;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * What a router is inside: the route that calls take, and the switches that replace it.
 *
 * <p>A call reads the route and enters the gate of the model it finds there. A switch replaces the route before it shuts the old gate,
 * so a call that finds the gate shut finds the successor when it looks again. Switches hold a lock against each other; calls do not
 * know of it.
 */
final class Switchboard implements AutoCloseable {
    private final CandidateLoader loader;
    private final RouterListener listener;
    private final Calls calls;
    private final PointerKeeper pointer;
    private final boolean closeFirst;
    private final Duration drainTimeout;
    private final Background background;

    /** Replaced by {@link #replace} only. */
    private volatile Route route = Route.none("no model is loaded yet");

    private final AtomicBoolean closed = new AtomicBoolean();

    /** Numbers switches in the order in which they were asked for: only the latest goes through. */
    private final AtomicLong tickets = new AtomicLong();

    private final ReentrantLock switching = new ReentrantLock();

    Switchboard(RouterBuilder builder, ModelCatalog catalog, PointerKeeper pointer, RouterListener listener) {
        this.listener = listener;
        this.pointer = pointer;
        loader = new CandidateLoader(catalog, builder.source, builder.memoryLimitMb, builder.warmUps, listener);
        calls = new Calls(listener);
        closeFirst = builder.closeFirst;
        drainTimeout = builder.drainTimeout;
        background = new Background(listener);
    }

    // ---- calls

    GenrePrediction answer(Recording recording, @Nullable String key) throws IOException {
        return onRoute((active, rollout) -> rollout == null
                ? calls.ask(active, RouterListener.Role.ACTIVE, recording)
                : rollout.answer(recording, key, active));
    }

    /** By the active model, whatever is tried: the vectors of two models cannot be compared. */
    Embedding embed(AudioStream audio) throws IOException {
        return onRoute((active, rollout) -> calls.embed(active, audio));
    }

    /** What is done with the models that a call finds. */
    private interface Stop<T> {
        T at(ServedModel active, @Nullable Rollout rollout) throws IOException;
    }

    private <T> T onRoute(Stop<T> stop) throws IOException {
        while (true) {
            Route now = route;
            ServedModel active = require(now);
            if (active.gate().tryEnter()) {
                try {
                    return stop.at(active, now.rollout());
                } finally {
                    active.gate().leave();
                }
            }
        }
    }

    ServedModel active() {
        return require(route);
    }

    /** Returns what was before. */
    private synchronized Route replace(UnaryOperator<Route> change) {
        Route before = route;
        route = change.apply(before);
        return before;
    }

    private static ServedModel require(Route route) {
        ServedModel active = route.active();
        if (active == null) {
            throw new IllegalStateException(route.unavailable());
        }
        return active;
    }

    // ---- switches

    SwitchReport switchTo(String name) throws SwitchException {
        return switchTo(ticket(), name, to(name));
    }

    CompletableFuture<SwitchReport> switchToAsync(String name) {
        long ticket = ticket();
        CompletableFuture<SwitchReport> result = new CompletableFuture<>();
        background.run(() -> {
            try {
                result.complete(switchTo(ticket, name, to(name)));
            } catch (SwitchException | RuntimeException | Error e) {
                result.completeExceptionally(e);
            }
        });
        return result;
    }

    SwitchReport rollback() throws SwitchException {
        long ticket = ticket();
        ModelPointer now = pointer.now().orElseThrow(() -> new IllegalStateException("no model was ever active"));
        SwitchReport report = switchTo(
                ticket, now.back().active(), current -> current.orElse(now).back());
        listener.rolledBack(report);
        return report;
    }

    /** Takes over what another process, or an earlier one, wrote into the pointer file. */
    SwitchReport follow(ModelPointer written) throws SwitchException {
        return switchTo(ticket(), written.active(), now -> written);
    }

    private static Function<Optional<ModelPointer>, ModelPointer> to(String name) {
        return now -> now.map(pointer -> pointer.to(name)).orElseGet(() -> ModelPointer.first(name));
    }

    private SwitchReport switchTo(long ticket, String name, Function<Optional<ModelPointer>, ModelPointer> move)
            throws SwitchException {
        return attempt(name, steps -> carryOut(ticket, name, move, steps));
    }

    private SwitchReport carryOut(
            long ticket, String name, Function<Optional<ModelPointer>, ModelPointer> move, SwitchSteps steps)
            throws IOException {
        requireLatest(ticket);
        ServedModel old = route.active();
        boolean gap = closeFirst && old != null;
        CandidateLoader.Admitted admitted = loader.admit(name, gap ? 0 : memoryTaken(), steps);
        if (old != null && gap) {
            openGap(old, name, steps);
        }
        try {
            ServedModel candidate = loader.load(admitted, steps);
            try {
                requireLatest(ticket);
                // From here on a restart serves the new model.
                steps.step("record", () -> pointer.move(move), before -> pointer.toString());
            } catch (IOException | RuntimeException | Error e) {
                background.end(candidate);
                throw e;
            }
            publish(candidate, gap ? null : old, steps);
            return steps.done(Outcome.SWITCHED);
        } catch (IOException | RuntimeException | Error e) {
            if (old != null && gap) {
                closeGap(old, steps, e);
            }
            throw e;
        }
    }

    private void publish(ServedModel candidate, @Nullable ServedModel old, SwitchSteps steps) throws IOException {
        stopRolloutFor(candidate.name());
        steps.step(
                "publish",
                () -> {
                    replace(now -> Route.to(candidate));
                    return candidate.identity();
                },
                Object::toString);
        if (old != null) {
            steps.step(
                    "drain",
                    () -> background.retire(old, drainTimeout),
                    drained -> drained
                            ? "all calls returned; '" + old.name() + "' is closed"
                            : "calls are still inside '" + old.name() + "'; it is closed when they return");
        }
    }

    private void openGap(ServedModel old, String name, SwitchSteps steps) throws IOException {
        stopRolloutFor(name);
        steps.gap();
        replace(now -> Route.none("no model answers: '" + old.name() + "' was closed to make room for '" + name
                + "', which is being loaded. Try again in a moment"));
        steps.step(
                "drain",
                () -> {
                    background.end(old);
                    return old.name();
                },
                closedName -> "all calls returned; '" + closedName + "' is closed");
    }

    private void closeGap(ServedModel old, SwitchSteps steps, Throwable failure) {
        try {
            ServedModel again = loader.load(loader.admit(old.name(), 0, steps), steps);
            replace(now -> Route.to(again));
        } catch (IOException | RuntimeException | Error e) {
            failure.addSuppressed(e);
            replace(now -> Route.none("no model answers: neither the new model nor '" + old.name()
                    + "', which was closed to make room for it, could be loaded: " + e.getMessage()));
        }
    }

    SwitchReport check(String name) throws SwitchException {
        requireOpen();
        return attempt(name, steps -> {
            ServedModel served = loader.load(loader.admit(name, memoryTaken(), steps), steps);
            background.end(served);
            return steps.done(Outcome.CHECKED);
        });
    }

    // ---- rollouts

    Rollout tryOut(String name, BiFunction<ServedModel, Calls, Rollout> kind) throws SwitchException {
        requireOpen();
        switching.lock();
        try {
            rollout().ifPresent(running -> {
                throw new IllegalStateException("'" + running.candidate()
                        + "' is being tried; promote or stop it before '" + name + "' is tried");
            });
            SwitchSteps steps = new SwitchSteps(Optional.of(active().name()), name);
            ServedModel candidate = loadOrFail(name, steps);
            Rollout rollout = kind.apply(candidate, calls);
            replace(now -> now.trying(rollout));
            listener.rolloutStarted(rollout);
            return rollout;
        } finally {
            switching.unlock();
        }
    }

    private ServedModel loadOrFail(String name, SwitchSteps steps) throws SwitchException {
        try {
            return loader.load(loader.admit(name, memoryTaken(), steps), steps);
        } catch (IOException | RuntimeException | Error e) {
            throw steps.failed(Outcome.FAILED, e);
        }
    }

    Optional<Rollout> rollout() {
        return Optional.ofNullable(route.rollout());
    }

    /** The candidate becomes the active model; it is loaded and checked already. */
    SwitchReport promote(Rollout rollout) throws SwitchException {
        requireRunning(rollout);
        ticket();
        return attempt(rollout.candidate(), steps -> {
            requireRunning(rollout);
            String name = rollout.candidate();
            Optional<ModelPointer> before =
                    steps.step("record", () -> pointer.move(to(name)), was -> pointer.toString());
            if (!rollout.end(Rollout.State.PROMOTED, "promoted")) {
                // A guardrail was quicker.
                if (before.isPresent()) {
                    pointer.move(now -> before.get());
                }
                requireRunning(rollout);
            }
            publish(rollout.served(), route.active(), steps);
            background.run(rollout::release);
            listener.rolloutEnded(rollout);
            return steps.done(Outcome.SWITCHED);
        });
    }

    private static void requireRunning(Rollout rollout) {
        rollout.endReason().ifPresent(reason -> {
            throw new IllegalStateException("the rollout of '" + rollout.candidate() + "' has ended: " + reason);
        });
    }

    private void stopRolloutFor(String name) {
        rollout().ifPresent(tried -> end(tried, Rollout.State.STOPPED, "'" + name + "' was switched to"));
    }

    /** In one step, so that a router that is closed meanwhile waits for what is left to do here. */
    synchronized void end(Rollout rollout, Rollout.State state, String reason) {
        if (!rollout.end(state, reason)) {
            return;
        }
        replace(now -> now.without(rollout));
        // On another thread: this one may be the rollout's own, or inside its candidate.
        background.run(() -> {
            if (state == Rollout.State.ABORTED) {
                listener.canaryAborted(rollout, reason);
            }
            listener.rolloutEnded(rollout);
            rollout.release();
            background.end(rollout.served());
        });
    }

    // ---- all of it

    @FunctionalInterface
    private interface Attempt {
        SwitchReport make(SwitchSteps steps) throws IOException;
    }

    /** One switch after the other; whatever goes wrong becomes a report. */
    private SwitchReport attempt(String name, Attempt attempt) throws SwitchException {
        switching.lock();
        try {
            return attemptLocked(name, attempt);
        } finally {
            switching.unlock();
        }
    }

    private SwitchReport attemptLocked(String name, Attempt attempt) throws SwitchException {
        Optional<String> from = Optional.ofNullable(route.active()).map(ServedModel::name);
        SwitchSteps steps = new SwitchSteps(from, name);
        try {
            SwitchReport report = attempt.make(steps);
            listener.switched(report);
            return report;
        } catch (IOException | RuntimeException | Error e) {
            SwitchException failed =
                    steps.failed(e instanceof OvertakenException ? Outcome.SUPERSEDED : Outcome.FAILED, e);
            listener.switched(failed.report());
            throw failed;
        }
    }

    private long ticket() {
        requireOpen();
        return tickets.incrementAndGet();
    }

    private void requireLatest(long ticket) throws OvertakenException {
        if (closed.get()) {
            throw new OvertakenException("the router was closed meanwhile");
        }
        if (tickets.get() != ticket) {
            throw new OvertakenException("another model was asked for meanwhile");
        }
    }

    private static final class OvertakenException extends IOException {
        OvertakenException(String message) {
            super(message);
        }
    }

    private void requireOpen() {
        if (closed.get()) {
            throw new IllegalStateException("the router is closed");
        }
    }

    private double memoryTaken() {
        Route now = route;
        double active = now.active() == null ? 0 : now.active().memoryMb();
        double tried = now.rollout() == null ? 0 : now.rollout().served().memoryMb();
        return active + tried + background.memoryMb();
    }

    @Override
    public void close() {
        if (!closed.compareAndSet(false, true)) {
            return;
        }
        switching.lock();
        try {
            rollout().ifPresent(tried -> end(tried, Rollout.State.STOPPED, "the router was closed"));
            ServedModel last =
                    replace(now -> Route.none("the router is closed")).active();
            if (last != null) {
                background.end(last);
            }
        } finally {
            switching.unlock();
        }
        background.close();
    }
}
