package io.github.ccmusic.serving;

import io.github.ccmusic.ModelIdentity;
import io.github.ccmusic.selfcheck.SelfCheckReport;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells several listeners; what one of them throws is logged and reaches neither the others nor the router.
 *
 * <p>What happens is noted where it happens, locks held or not, and told by {@link #deliver}, which is called where no lock is held. One
 * thread tells at a time: what is noted meanwhile, be it by a listener, is told after that, by the same thread. So all listeners hear
 * everything once and in one order, and whatever a listener does, it holds up listeners only. Calls alone are told at once: they are
 * too many to wait in line.
 */
final class Listeners implements RouterListener {
    private static final Logger LOG = LoggerFactory.getLogger(GenreRouter.class);

    /** What a thread is in the middle of. */
    private enum Telling {
        NOTHING,
        A_CALL,
        AN_EVENT
    }

    private final List<RouterListener> listeners;
    private final Queue<Consumer<RouterListener>> noted = new ConcurrentLinkedQueue<>();
    private final AtomicInteger asked = new AtomicInteger();
    private final ThreadLocal<Telling> telling = ThreadLocal.withInitial(() -> Telling.NOTHING);

    Listeners(List<RouterListener> listeners) {
        this.listeners = List.copyOf(listeners);
    }

    @Override
    public void loaded(ModelIdentity model, Duration took) {
        noted.add(listener -> listener.loaded(model, took));
    }

    @Override
    public void checked(String model, SelfCheckReport report) {
        noted.add(listener -> listener.checked(model, report));
    }

    @Override
    public void switched(SwitchReport report) {
        noted.add(listener -> listener.switched(report));
    }

    @Override
    public void rolledBack(SwitchReport report) {
        noted.add(listener -> listener.rolledBack(report));
    }

    @Override
    public void rolloutStarted(Rollout rollout) {
        noted.add(listener -> listener.rolloutStarted(rollout));
    }

    @Override
    public void rolloutEnded(Rollout rollout) {
        noted.add(listener -> listener.rolloutEnded(rollout));
    }

    @Override
    public void canaryAborted(Rollout canary, String reason) {
        noted.add(listener -> listener.canaryAborted(canary, reason));
    }

    @Override
    public void discovered(AvailableModel model) {
        noted.add(listener -> listener.discovered(model));
    }

    @Override
    public void closed(ModelIdentity model) {
        noted.add(listener -> listener.closed(model));
    }

    @Override
    public void callFinished(Call call) {
        tell(listener -> listener.callFinished(call), Telling.A_CALL);
    }

    /** Tells what was noted, unless another thread does already. Not to be called with a lock held. */
    void deliver() {
        if (asked.getAndIncrement() > 0) {
            return;
        }
        int seen = 1;
        do {
            for (Consumer<RouterListener> event = noted.poll(); event != null; event = noted.poll()) {
                tell(event, Telling.AN_EVENT);
            }
            seen = asked.addAndGet(-seen);
        } while (seen > 0);
    }

    /** Whether this is a listener's thread, in the middle of being told something. */
    boolean areBeingTold() {
        return telling.get() != Telling.NOTHING;
    }

    /** Whether it is being told of a call, which is not over before the listener has returned. */
    boolean areBeingToldOfACall() {
        return telling.get() == Telling.A_CALL;
    }

    private void tell(Consumer<RouterListener> what, Telling kind) {
        Telling before = telling.get();
        telling.set(kind);
        try {
            for (RouterListener listener : listeners) {
                tell(listener, what);
            }
        } finally {
            if (before == Telling.NOTHING) {
                telling.remove();
            } else {
                telling.set(before);
            }
        }
    }

    private static void tell(RouterListener listener, Consumer<RouterListener> what) {
        try {
            what.accept(listener);
        } catch (RuntimeException | Error e) {
            LOG.warn("the listener {} failed", listener, e);
        }
    }
}
