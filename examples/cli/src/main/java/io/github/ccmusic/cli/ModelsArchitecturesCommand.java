package io.github.ccmusic.cli;

import io.github.ccmusic.models.arch.Architectures;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

@Command(
        name = "architectures",
        description = "Prints every architecture that a model may name, one a line.",
        mixinStandardHelpOptions = true)
@SuppressWarnings("NullAway.Init") // picocli fills the fields
final class ModelsArchitecturesCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        Architectures.builtIn().names().forEach(spec.commandLine().getOut()::println);
        return ExitCode.OK;
    }
}
