package io.github.ccmusic.serving;

import io.github.ccmusic.Embedding;
import io.github.ccmusic.GenrePrediction;
import io.github.ccmusic.cqt.audio.AudioStream;
import io.github.ccmusic.serving.SwitchReport.Outcome;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a router is inside: the route that calls take, and the switches that replace it.
 *
 * <p>A call reads the route and enters the gate of the model it finds there. A switch replaces the route before it shuts the old gate,
 * so a call that finds the gate shut finds the successor when it looks again.
 *
 * <p>Calls take no lock. Switches take two: {@link #switching}, so that one is made after the other, however long a model takes to load;
 * and this object's monitor, for the instant in which the route, the pointer and the end of a rollout change together. Whoever takes a
 * model out of the route, in the monitor, closes it.
 */
final class Switchboard {
    private static final Logger LOG = LoggerFactory.getLogger(GenreRouter.class);

    private final CandidateLoader loader;
    private final Listeners listeners;
    private final Calls calls;
    private final PointerKeeper pointer;
    private final KeepingRoom room;
    private final boolean closeFirst;
    private final Duration drainTimeout;
    private final Background background;

    /** Replaced in the monitor only. */
    private volatile Route route = Route.none("no model is loaded yet");

    private final AtomicBoolean closed = new AtomicBoolean();
    private final CountDownLatch ended = new CountDownLatch(1);

    /** Numbers switches in the order in which they were asked for: only the latest goes through. */
    private final AtomicLong tickets = new AtomicLong();

    private final ReentrantLock switching = new ReentrantLock();

    Switchboard(RouterBuilder builder, ModelCatalog catalog, PointerKeeper pointer, Listeners listeners) {
        this.listeners = listeners;
        this.pointer = pointer;
        loader = new CandidateLoader(
                catalog, builder.checkedSource(), builder.memoryLimitMb, builder.warmUps, listeners);
        calls = new Calls(listeners);
        room = new KeepingRoom((long) (builder.keptAudioMb * 1e6));
        closeFirst = builder.closeFirst;
        drainTimeout = builder.drainTimeout;
        background = new Background(listeners);
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

    private static ServedModel require(Route route) {
        ServedModel active = route.active();
        if (active == null) {
            throw new IllegalStateException(route.unavailable());
        }
        return active;
    }

    // ---- switches

    /** To which model, seen from the one that is active when the switch begins. */
    @FunctionalInterface
    private interface Move {
        ModelPointer from(Optional<ModelPointer> now);
    }

    SwitchReport switchTo(String name) throws SwitchException {
        return switchTo(ticket(), to(name));
    }

    CompletableFuture<SwitchReport> switchToAsync(String name) {
        long ticket = ticket();
        CompletableFuture<SwitchReport> result = new CompletableFuture<>();
        background.run(() -> {
            try {
                result.complete(switchTo(ticket, to(name)));
            } catch (SwitchException | RuntimeException | Error e) {
                result.completeExceptionally(e);
            }
        });
        return result;
    }

    SwitchReport rollback() throws SwitchException {
        long ticket = ticket();
        return oneAtATime(() -> {
            ModelPointer before = pointer.now()
                    .orElseThrow(() -> new IllegalStateException("no model was ever active"))
                    .back();
            SwitchReport report = attempt(before.active(), steps -> carryOut(ticket, before, steps));
            listeners.rolledBack(report);
            return report;
        });
    }

    /** Takes over what another process, or an earlier one, wrote into the pointer file. */
    SwitchReport follow(ModelPointer written) throws SwitchException {
        return switchTo(ticket(), now -> written);
    }

    private static Move to(String name) {
        return now -> now.map(pointer -> pointer.to(name)).orElseGet(() -> ModelPointer.first(name));
    }

    private SwitchReport switchTo(long ticket, Move move) throws SwitchException {
        return oneAtATime(() -> {
            ModelPointer next = move.from(pointer.now());
            return attempt(next.active(), steps -> carryOut(ticket, next, steps));
        });
    }

    private SwitchReport carryOut(long ticket, ModelPointer next, SwitchSteps steps) throws IOException {
        requireLatest(ticket);
        ServedModel old = route.active();
        boolean makesRoom = closeFirst && old != null;
        CandidateLoader.Admitted admitted = loader.admit(next.active(), makesRoom ? 0 : memoryTaken(), steps);
        if (old == null || !makesRoom) {
            loadAndPublish(ticket, admitted, next, steps);
            return steps.done(Outcome.SWITCHED);
        }
        openGap(old, next.active(), steps);
        try {
            loadAndPublish(ticket, admitted, next, steps);
            return steps.done(Outcome.SWITCHED);
        } catch (IOException | RuntimeException | Error e) {
            closeGap(old.name(), steps, e);
            throw e;
        }
    }

    private void loadAndPublish(long ticket, CandidateLoader.Admitted admitted, ModelPointer next, SwitchSteps steps)
            throws IOException {
        ServedModel candidate = loader.load(admitted, steps);
        Route before;
        try {
            requireLatest(ticket);
            before = moveTo(candidate, next, steps);
        } finally {
            if (!candidate.equals(route.active())) {
                background.end(candidate);
            }
        }
        published(candidate, before, steps);
    }

    /** Moves the name and the model in one step, and returns what was before. */
    private synchronized Route moveTo(ServedModel candidate, ModelPointer next, SwitchSteps steps) throws IOException {
        requireOpenStill();
        Route before = route;
        Route to = Route.to(candidate);
        // From here on a restart serves the new model.
        steps.step(
                "record",
                () -> {
                    pointer.moveTo(next);
                    route = to;
                    return pointer;
                },
                Object::toString);
        return before;
    }

    /** Lets go what was before. */
    private void published(ServedModel candidate, Route before, SwitchSteps steps) throws IOException {
        steps.step("publish", candidate::identity, Object::toString);
        endFor(candidate.name(), before);
        ServedModel old = before.active();
        if (old != null) {
            steps.step(
                    "drain",
                    () -> background.retire(old, drainTimeout),
                    drained -> drained
                            ? "all calls returned; '" + old.name() + "' is closed"
                            : "calls are still inside '" + old.name() + "'; it is closed when they return");
        }
    }

    private void endFor(String name, Route before) {
        Rollout tried = before.rollout();
        if (tried != null) {
            end(tried, Rollout.State.STOPPED, "'" + name + "' was switched to");
        }
    }

    // ---- closing the old model first

    /**
     * Closes the old model. What is inside it when this begins is waited for while it answers on; only then are calls turned away. So a
     * call that does not return costs no other call its answer, but the switch.
     *
     * @throws IOException if a call does not return in time; then the old model answers on
     */
    private void openGap(ServedModel old, String name, SwitchSteps steps) throws IOException {
        steps.step(
                "drain",
                () -> {
                    long start = System.nanoTime();
                    ServedModel renewed = old.behindNewGate();
                    exchange(now -> now.with(renewed));
                    requireDrained(old, drainTimeout);
                    steps.gap();
                    Route before = exchange(now -> Route.none("no model answers: '" + old.name()
                            + "' was closed to make room for '" + name
                            + "', which is being loaded. Try again in a moment"));
                    try {
                        requireDrained(renewed, drainTimeout.minusNanos(System.nanoTime() - start));
                    } catch (IOException e) {
                        putBack(before.with(renewed.behindNewGate()));
                        throw e;
                    }
                    endFor(name, before);
                    background.end(renewed);
                    return "all calls returned; '" + old.name() + "' is closed";
                },
                Function.identity());
    }

    private void putBack(Route before) {
        synchronized (this) {
            if (!closed.get()) {
                route = before;
                return;
            }
        }
        discard(before, "the router was closed");
    }

    private void requireDrained(ServedModel model, Duration patience) throws IOException {
        if (!background.drain(model, patience)) {
            throw new IOException("a call has been inside '" + model.name() + "' for more than "
                    + drainTimeout.toMillis()
                    + " ms, so it was not closed. Switch again when that call has returned, or allow"
                    + " more time by drainTimeout(…)");
        }
    }

    private void closeGap(String old, SwitchSteps steps, Throwable failure) {
        try {
            requireOpenStill();
            ServedModel again = loader.load(loader.admit(old, 0, steps), steps);
            try {
                exchange(now -> Route.to(again));
            } finally {
                if (!again.equals(route.active())) {
                    background.end(again);
                }
            }
        } catch (IOException | RuntimeException | Error e) {
            failure.addSuppressed(e);
            unavailable("no model answers: neither the new model nor '" + old
                    + "', which was closed to make room for it, could be loaded: " + e.getMessage());
        }
    }

    /** Returns what was before. */
    private synchronized Route exchange(Function<Route, Route> change) throws OvertakenException {
        requireOpenStill();
        Route before = route;
        route = change.apply(before);
        return before;
    }

    private synchronized void unavailable(String why) {
        if (!closed.get()) {
            route = Route.none(why);
        }
    }

    SwitchReport check(String name) throws SwitchException {
        requireOpen();
        return oneAtATime(() -> attempt(name, steps -> {
            ServedModel served = loader.load(loader.admit(name, memoryTaken(), steps), steps);
            background.end(served);
            return steps.done(Outcome.CHECKED);
        }));
    }

    // ---- rollouts

    KeepingRoom keepingRoom() {
        return room;
    }

    Rollout tryOut(String name, BiFunction<ServedModel, Calls, Rollout> kind) throws SwitchException {
        requireOpen();
        return oneAtATime(() -> {
            rollout().ifPresent(running -> {
                throw new IllegalStateException("'" + running.candidate()
                        + "' is being tried; promote or stop it before '" + name + "' is tried");
            });
            SwitchSteps steps = new SwitchSteps(Optional.of(active().name()), name);
            return begin(loadOrFail(name, steps), kind);
        });
    }

    private ServedModel loadOrFail(String name, SwitchSteps steps) throws SwitchException {
        try {
            return loader.load(loader.admit(name, memoryTaken(), steps), steps);
        } catch (IOException | RuntimeException | Error e) {
            throw steps.failed(Outcome.FAILED, e);
        }
    }

    private Rollout begin(ServedModel candidate, BiFunction<ServedModel, Calls, Rollout> kind) {
        Rollout rollout;
        try {
            rollout = kind.apply(candidate, calls);
        } catch (RuntimeException | Error e) {
            background.end(candidate);
            throw e;
        }
        synchronized (this) {
            if (!closed.get()) {
                listeners.rolloutStarted(rollout);
                route = route.trying(rollout);
                return rollout;
            }
        }
        rollout.release();
        background.end(candidate);
        throw new IllegalStateException("the router is closed");
    }

    Optional<Rollout> rollout() {
        return Optional.ofNullable(route.rollout());
    }

    /** The candidate becomes the active model; it is loaded and checked already. */
    SwitchReport promote(Rollout rollout) throws SwitchException {
        requireRunning(rollout);
        ticket();
        return oneAtATime(() -> attempt(rollout.candidate(), steps -> {
            ServedModel candidate = rollout.served();
            Route before;
            synchronized (this) {
                requireRunning(rollout);
                before = moveTo(candidate, to(rollout.candidate()).from(pointer.now()), steps);
                rollout.end(Rollout.State.PROMOTED, "promoted");
            }
            listeners.rolloutEnded(rollout);
            background.run(rollout::release);
            published(candidate, before, steps);
            return steps.done(Outcome.SWITCHED);
        }));
    }

    private static void requireRunning(Rollout rollout) {
        rollout.endReason().ifPresent(reason -> {
            throw new IllegalStateException("the rollout of '" + rollout.candidate() + "' has ended: " + reason);
        });
    }

    /** Ends a rollout unless it has ended. */
    synchronized void end(Rollout rollout, Rollout.State state, String reason) {
        if (!rollout.end(state, reason)) {
            return;
        }
        route = route.without(rollout);
        if (state == Rollout.State.ABORTED) {
            listeners.canaryAborted(rollout, reason);
        }
        listeners.rolloutEnded(rollout);
        // On another thread: this one may be the rollout's own, or inside its candidate.
        background.run(() -> {
            listeners.deliver();
            rollout.release();
            background.end(rollout.served());
        });
    }

    // ---- one after the other

    /** What is done while nobody else switches. */
    @FunctionalInterface
    private interface Deed<T> {
        T perform() throws SwitchException;
    }

    private <T> T oneAtATime(Deed<T> deed) throws SwitchException {
        if (listeners.areBeingToldOfACall()) {
            throw new IllegalStateException(
                    "a listener cannot wait for a switch in callFinished(…): the call is not over"
                            + " before it returns. Use switchToAsync, or another thread");
        }
        switching.lock();
        try {
            return deed.perform();
        } finally {
            switching.unlock();
            listeners.deliver();
        }
    }

    @FunctionalInterface
    private interface Attempt {
        SwitchReport make(SwitchSteps steps) throws IOException;
    }

    /** Whatever goes wrong becomes a report. */
    private SwitchReport attempt(String name, Attempt attempt) throws SwitchException {
        Optional<String> from = Optional.ofNullable(route.active()).map(ServedModel::name);
        SwitchSteps steps = new SwitchSteps(from, name);
        try {
            SwitchReport report = attempt.make(steps);
            listeners.switched(report);
            return report;
        } catch (IOException | RuntimeException | Error e) {
            SwitchException failed =
                    steps.failed(e instanceof OvertakenException ? Outcome.SUPERSEDED : Outcome.FAILED, e);
            listeners.switched(failed.report());
            throw failed;
        }
    }

    private long ticket() {
        requireOpen();
        return tickets.incrementAndGet();
    }

    private void requireLatest(long ticket) throws OvertakenException {
        requireOpenStill();
        if (tickets.get() != ticket) {
            throw new OvertakenException("another model was asked for meanwhile");
        }
    }

    private void requireOpenStill() throws OvertakenException {
        if (closed.get()) {
            throw new OvertakenException("the router was closed meanwhile");
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

    // ---- the end

    /** What a listener asks for that would wait for the listener itself is done on another thread. */
    void whereItMayWait(Runnable task) {
        if (listeners.areBeingTold()) {
            background.run(task);
        } else {
            task.run();
        }
    }

    /**
     * Turns calls away and frees what is in memory, but waits no longer than a switch waits for calls: what does not return within that
     * time is freed when it does.
     *
     * @param others waits for other threads that switch, and tells whether they ended within the time
     */
    void close(Predicate<Duration> others) {
        long start = System.nanoTime();
        Supplier<Duration> left = () -> drainTimeout.minusNanos(System.nanoTime() - start);
        if (!closed.compareAndSet(false, true)) {
            if (background.isCalling()) {
                return; // whoever closes waits for this very thread
            }
            await(nanos -> ended.await(nanos, TimeUnit.NANOSECONDS), left.get());
            background.await(left.get());
            return;
        }
        Route last;
        synchronized (this) {
            last = route;
            route = Route.none("the router is closed");
        }
        discard(last, "the router was closed");
        boolean switched = await(nanos -> switching.tryLock(nanos, TimeUnit.NANOSECONDS), left.get());
        if (switched) {
            switching.unlock();
        }
        listeners.deliver();
        boolean othersEnded = others.test(left.get());
        if (!background.await(left.get()) || !othersEnded || !switched) {
            LOG.warn(
                    "closed, but a call or the loading of a model has not returned within {} ms; its memory is freed"
                            + " when it does",
                    drainTimeout.toMillis());
        }
        ended.countDown();
    }

    /** Closes the models of a route that was taken out. */
    private void discard(Route route, String reason) {
        if (route.rollout() != null) {
            end(route.rollout(), Rollout.State.STOPPED, reason);
        }
        ServedModel active = route.active();
        if (active != null) {
            background.run(() -> background.end(active));
        }
    }

    private interface Waiting {
        boolean upTo(long nanos) throws InterruptedException;
    }

    /** Goes on waiting where it is interrupted, and stays interrupted. */
    private static boolean await(Waiting waiting, Duration patience) {
        long start = System.nanoTime();
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return waiting.upTo(patience.toNanos() - (System.nanoTime() - start));
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
