package io.github.ccmusic.serving;

import io.github.ccmusic.ModelIdentity;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes one line for each thing that happens; calls only at the level debug. */
final class LoggingListener implements RouterListener {
    private static final Logger LOG = LoggerFactory.getLogger(GenreRouter.class);

    @Override
    public void switched(SwitchReport report) {
        if (report.outcome() == SwitchReport.Outcome.FAILED) {
            LOG.warn("{}", report);
        } else {
            LOG.info("{}", report);
        }
    }

    @Override
    public void rolloutStarted(Rollout rollout) {
        LOG.info("{} is tried", rollout.candidate());
    }

    @Override
    public void rolloutEnded(Rollout rollout) {
        LOG.info(
                "{} is no longer tried: {}; {}",
                rollout.candidate(),
                rollout.endReason().orElse(""),
                rollout.statistics());
    }

    @Override
    public void canaryAborted(Rollout canary, String reason) {
        LOG.warn("canary {} aborted: {}", canary.candidate(), reason);
    }

    @Override
    public void discovered(AvailableModel model) {
        LOG.info("found a new model: {}", model.name());
    }

    @Override
    public void closed(ModelIdentity model) {
        LOG.info("closed {}", model);
    }

    @Override
    public void callFinished(Call call) {
        LOG.debug(
                "{} {} in {} ms: {}",
                call.role(),
                call.model().name(),
                call.took().toMillis(),
                call.prediction()
                        .map(prediction -> prediction.best().id())
                        .or(() -> call.error().map(Throwable::toString))
                        .orElse("an embedding"));
    }
}
