package io.github.ccmusic.cli;

import io.github.ccmusic.serving.ModelPointer;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

@Command(
        name = "rollback",
        description = "Checks the model that was active before and makes it the active one again.",
        mixinStandardHelpOptions = true)
@SuppressWarnings("NullAway.Init") // picocli fills the fields
final class ModelsRollbackCommand implements Callable<Integer> {
    @Mixin
    private ModelsOption models;

    @Mixin
    private CheckOption check;

    @Mixin
    private ReportFormat format;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        ModelPointer now = models.requirePointer();
        return new CheckedSwitch(models, check, format, spec.commandLine().getOut())
                .run(Optional.of(now.active()), now.back(), false);
    }
}
