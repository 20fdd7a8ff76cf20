package io.github.ccmusic.micrometer;

import io.github.ccmusic.ModelIdentity;
import io.github.ccmusic.serving.Rollout;
import io.github.ccmusic.serving.RouterListener;
import io.github.ccmusic.serving.SwitchReport;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Locale;

/**
 * Records what a router does in a Micrometer registry; give it to the router's builder as a listener.
 *
 * <table>
 * <caption>The meters</caption>
 * <tr><th>name</th><th>kind</th><th>tags</th></tr>
 * <tr><td>{@code ccmusic.classify}</td><td>timer</td><td>{@code model}, {@code version}, {@code role}, {@code outcome}</td></tr>
 * <tr><td>{@code ccmusic.model.load}</td><td>timer</td><td>{@code model}, {@code version}</td></tr>
 * <tr><td>{@code ccmusic.switch}</td><td>counter</td><td>{@code outcome}</td></tr>
 * <tr><td>{@code ccmusic.rollback}</td><td>counter</td><td></td></tr>
 * <tr><td>{@code ccmusic.canary.aborted}</td><td>counter</td><td>{@code candidate}</td></tr>
 * </table>
 */
public final class RouterMetrics implements RouterListener {
    private final MeterRegistry registry;

    /** Records in a registry, which the caller keeps. */
    public RouterMetrics(MeterRegistry registry) {
        this.registry = registry;
    }

    @Override
    public void callFinished(Call call) {
        Timer.builder("ccmusic.classify")
                .description("How long a model takes for one recording")
                .tag("model", call.model().name())
                .tag("version", call.model().version())
                .tag("role", lower(call.role()))
                .tag(
                        "outcome",
                        call.error()
                                .map(error -> error.getClass().getSimpleName())
                                .orElse("ok"))
                .register(registry)
                .record(call.took());
    }

    @Override
    public void loaded(ModelIdentity model, Duration took) {
        Timer.builder("ccmusic.model.load")
                .description("How long a model takes to be loaded, checked and warmed up")
                .tag("model", model.name())
                .tag("version", model.version())
                .register(registry)
                .record(took);
    }

    @Override
    public void switched(SwitchReport report) {
        registry.counter("ccmusic.switch", "outcome", lower(report.outcome())).increment();
    }

    @Override
    public void rolledBack(SwitchReport report) {
        registry.counter("ccmusic.rollback").increment();
    }

    @Override
    public void canaryAborted(Rollout canary, String reason) {
        registry.counter("ccmusic.canary.aborted", "candidate", canary.candidate())
                .increment();
    }

    private static String lower(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }
}
