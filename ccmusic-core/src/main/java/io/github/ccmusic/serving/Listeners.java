package io.github.ccmusic.serving;

import io.github.ccmusic.ModelIdentity;
import io.github.ccmusic.selfcheck.SelfCheckReport;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells several listeners; what one of them throws is logged and reaches neither the others nor the router. */
final class Listeners implements RouterListener {
    private static final Logger LOG = LoggerFactory.getLogger(GenreRouter.class);

    private final List<RouterListener> listeners;

    Listeners(List<RouterListener> listeners) {
        this.listeners = List.copyOf(listeners);
    }

    @Override
    public void loaded(ModelIdentity model, Duration took) {
        tell(listener -> listener.loaded(model, took));
    }

    @Override
    public void checked(String model, SelfCheckReport report) {
        tell(listener -> listener.checked(model, report));
    }

    @Override
    public void switched(SwitchReport report) {
        tell(listener -> listener.switched(report));
    }

    @Override
    public void rolledBack(SwitchReport report) {
        tell(listener -> listener.rolledBack(report));
    }

    @Override
    public void rolloutStarted(Rollout rollout) {
        tell(listener -> listener.rolloutStarted(rollout));
    }

    @Override
    public void rolloutEnded(Rollout rollout) {
        tell(listener -> listener.rolloutEnded(rollout));
    }

    @Override
    public void canaryAborted(Rollout canary, String reason) {
        tell(listener -> listener.canaryAborted(canary, reason));
    }

    @Override
    public void discovered(AvailableModel model) {
        tell(listener -> listener.discovered(model));
    }

    @Override
    public void closed(ModelIdentity model) {
        tell(listener -> listener.closed(model));
    }

    @Override
    public void callFinished(Call call) {
        tell(listener -> listener.callFinished(call));
    }

    private void tell(Consumer<RouterListener> what) {
        for (RouterListener listener : listeners) {
            try {
                what.accept(listener);
            } catch (RuntimeException e) {
                LOG.warn("the listener {} failed", listener, e);
            }
        }
    }
}
