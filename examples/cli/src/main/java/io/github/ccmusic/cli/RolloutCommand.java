package io.github.ccmusic.cli;

import picocli.CommandLine.Command;

@Command(
        name = "rollout",
        description = "Tries a candidate on recordings beside the active model, and says how it did.",
        subcommands = {RolloutShadowCommand.class, RolloutCanaryCommand.class},
        synopsisSubcommandLabel = "COMMAND",
        mixinStandardHelpOptions = true)
final class RolloutCommand {}
