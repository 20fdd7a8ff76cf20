package io.github.ccmusic.cli;

import picocli.CommandLine.Command;

@Command(
        name = "models",
        description = "Looks after model directories.",
        subcommands = ModelsCheckCommand.class,
        synopsisSubcommandLabel = "COMMAND",
        mixinStandardHelpOptions = true)
final class ModelsCommand {}
