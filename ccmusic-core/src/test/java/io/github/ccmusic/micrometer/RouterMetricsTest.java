package io.github.ccmusic.micrometer;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ccmusic.ModelIdentity;
import io.github.ccmusic.serving.RouterListener.Call;
import io.github.ccmusic.serving.RouterListener.Role;
import io.github.ccmusic.serving.SwitchReport;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class RouterMetricsTest {
    private static final ModelIdentity MODEL = new ModelIdentity("m", "2", "resnet18", "00");

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final RouterMetrics metrics = new RouterMetrics(registry);

    @Test
    void timesCallsByModelRoleAndOutcome() {
        call(Optional.empty());
        call(Optional.empty());
        call(Optional.of(new IllegalStateException("x")));

        assertThat(registry.get("ccmusic.classify")
                        .tags("model", "m", "version", "2", "role", "canary", "outcome", "ok")
                        .timer()
                        .totalTime(TimeUnit.MILLISECONDS))
                .isEqualTo(60);
        assertThat(registry.get("ccmusic.classify")
                        .tags("outcome", "IllegalStateException")
                        .timer()
                        .count())
                .isEqualTo(1);
    }

    private void call(Optional<Exception> error) {
        metrics.callFinished(new Call(MODEL, Role.CANARY, Duration.ofMillis(30), Optional.empty(), error));
    }

    @Test
    void countsSwitchesByOutcome() {
        metrics.switched(report(SwitchReport.Outcome.SWITCHED));
        metrics.switched(report(SwitchReport.Outcome.SWITCHED));
        metrics.switched(report(SwitchReport.Outcome.FAILED));
        metrics.rolledBack(report(SwitchReport.Outcome.SWITCHED));
        metrics.loaded(MODEL, Duration.ofMillis(100));

        assertThat(count("ccmusic.switch", "outcome", "switched")).isEqualTo(2);
        assertThat(count("ccmusic.switch", "outcome", "failed")).isEqualTo(1);
        assertThat(count("ccmusic.rollback")).isEqualTo(1);
        assertThat(registry.get("ccmusic.model.load").tag("model", "m").timer().count())
                .isEqualTo(1);
    }

    private double count(String name, String... tags) {
        return registry.get(name).tags(tags).counter().count();
    }

    private static SwitchReport report(SwitchReport.Outcome outcome) {
        return new SwitchReport(Optional.empty(), "m", outcome, false, List.of(), Optional.empty());
    }
}
