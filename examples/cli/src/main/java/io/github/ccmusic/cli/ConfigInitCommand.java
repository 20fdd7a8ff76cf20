package io.github.ccmusic.cli;

import io.github.ccmusic.ConfigDraft;
import io.github.ccmusic.models.arch.Architectures;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "init",
        description = "Writes the config.json of a bare checkpoint: what its tensors tell, and what they leave open.",
        mixinStandardHelpOptions = true)
@SuppressWarnings("NullAway.Init") // picocli fills the fields
final class ConfigInitCommand implements Callable<Integer> {
    @Parameters(
            paramLabel = "DIR",
            description = "The directory of a save.pt or model.safetensors, or a checkpoint of any name.")
    private Path model;

    @Option(
            names = "--checkpoint-key",
            paramLabel = "KEY",
            description = "Where in the checkpoint the weights lie (default: the usual places).")
    private @Nullable String checkpointKey;

    @Option(names = "--force", description = "Replace the config.json that is there.")
    private boolean force;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        ConfigDraft draft = ConfigDraft.of(model, Optional.ofNullable(checkpointKey), Architectures.builtIn());
        if (force) {
            draft.overwrite();
        } else {
            write(draft);
        }
        spec.commandLine().getOut().print(draft.json());
        spec.commandLine().getOut().flush();
        draft.notes().forEach(note -> spec.commandLine().getErr().println("note: " + note));
        return ExitCode.OK;
    }

    private static void write(ConfigDraft draft) throws IOException {
        try {
            draft.write();
        } catch (FileAlreadyExistsException e) {
            throw new IOException(draft.file() + " is there already and was left as it is; --force replaces it", e);
        }
    }
}
