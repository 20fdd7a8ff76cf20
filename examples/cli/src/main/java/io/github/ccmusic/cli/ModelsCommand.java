package io.github.ccmusic.cli;

import picocli.CommandLine.Command;

@Command(
        name = "models",
        description = "Looks after model directories.",
        subcommands = {
            ModelsListCommand.class,
            ModelsActiveCommand.class,
            ModelsSwitchCommand.class,
            ModelsRollbackCommand.class,
            ModelsCheckCommand.class,
            ModelsConvertCommand.class,
            ModelsArchitecturesCommand.class
        },
        synopsisSubcommandLabel = "COMMAND",
        mixinStandardHelpOptions = true)
final class ModelsCommand {}
