package io.github.ccmusic.cli;

import io.github.ccmusic.serving.CanaryPolicy;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

@Command(
        name = "canary",
        description =
                "The candidate answers for a share of the recordings, always the same ones; a broken guardrail aborts it.",
        mixinStandardHelpOptions = true)
@SuppressWarnings("NullAway.Init") // picocli fills the fields
final class RolloutCanaryCommand implements Callable<Integer> {
    @Option(
            names = "--percent",
            defaultValue = "50",
            paramLabel = "P",
            description = "How many of 100 recordings (default: ${DEFAULT-VALUE}).")
    private double percent;

    @Option(
            names = "--max-error-rate",
            defaultValue = "0.02",
            paramLabel = "SHARE",
            description = "Abort where more of its calls fail (default: ${DEFAULT-VALUE}).")
    private double maxErrorRate;

    @Option(
            names = "--max-p95-ratio",
            defaultValue = "2",
            paramLabel = "RATIO",
            description = "Abort where its 95th percentile of latency is more than so many times the active model's"
                    + " (default: ${DEFAULT-VALUE}).")
    private double maxP95Ratio;

    @Option(
            names = "--min-agreement",
            defaultValue = "0",
            paramLabel = "SHARE",
            description = "Abort where it agrees with the active model on fewer (default: ${DEFAULT-VALUE}).")
    private double minAgreement;

    @Option(
            names = "--min-calls",
            defaultValue = "50",
            paramLabel = "N",
            description = "After how many calls guardrails count (default: ${DEFAULT-VALUE}).")
    private int minCalls;

    @Mixin
    private RolloutReplay replay;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        CanaryPolicy policy = policy();
        return replay.run(
                spec.commandLine(),
                (router, candidate, compared) -> router.canary(candidate, policy.compared(compared)),
                (seen, answered) -> seen.compared() + seen.errors() + seen.dropped() >= seen.calls());
    }

    private CanaryPolicy policy() {
        try {
            return CanaryPolicy.percent(percent)
                    .maxErrorRate(maxErrorRate)
                    .maxP95Ratio(maxP95Ratio)
                    .minAgreement(minAgreement)
                    .minCalls(minCalls);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
        }
    }
}
