package io.github.ccmusic.cli;

import io.github.ccmusic.serving.ModelPointer;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "switch",
        description =
                "Checks a model and makes it the active one, here and in every process that watches the directory.",
        mixinStandardHelpOptions = true)
@SuppressWarnings("NullAway.Init") // picocli fills the fields
final class ModelsSwitchCommand implements Callable<Integer> {
    @Parameters(arity = "0..1", paramLabel = "NAME", description = "The model's directory in DIR.")
    private @Nullable String name;

    @Option(names = "--rollback", description = "Take the model that was active before, in the place of NAME.")
    private boolean rollback;

    @Option(
            names = {"--check-only", "--dry-run"},
            description = "Print the self-check and leave the active model as it is.")
    private boolean checkOnly;

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
        if (rollback == (name != null)) {
            throw new ParameterException(spec.commandLine(), "name a model, or ask for --rollback");
        }
        Optional<ModelPointer> before = name == null || checkOnly ? models.pointer() : models.pointerOrSetAside();
        ModelPointer wanted = name == null ? models.requirePointer().back() : pointerTo(name, before);
        return new CheckedSwitch(models, check, format, spec.commandLine().getOut())
                .run(before.map(ModelPointer::active), wanted, checkOnly);
    }

    private static ModelPointer pointerTo(String name, Optional<ModelPointer> before) {
        return before.map(pointer -> pointer.to(name)).orElse(ModelPointer.first(name));
    }
}
