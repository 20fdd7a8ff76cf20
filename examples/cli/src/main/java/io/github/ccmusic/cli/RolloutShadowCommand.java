package io.github.ccmusic.cli;

import io.github.ccmusic.serving.GenreRouter;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

@Command(
        name = "shadow",
        description = "The active model answers; the candidate is asked about every recording too, and compared.",
        mixinStandardHelpOptions = true)
@SuppressWarnings("NullAway.Init") // picocli fills the fields
final class RolloutShadowCommand implements Callable<Integer> {
    @Mixin
    private RolloutReplay replay;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        return replay.run(
                spec.commandLine(),
                GenreRouter::shadow,
                (seen, answered) -> seen.compared() + seen.errors() + seen.dropped() >= answered);
    }
}
