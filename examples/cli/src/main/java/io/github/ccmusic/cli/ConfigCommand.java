package io.github.ccmusic.cli;

import picocli.CommandLine.Command;

@Command(
        name = "config",
        description = "Writes and explains config.json.",
        subcommands = {ConfigInitCommand.class, ConfigSchemaCommand.class},
        synopsisSubcommandLabel = "COMMAND",
        mixinStandardHelpOptions = true)
final class ConfigCommand {}
