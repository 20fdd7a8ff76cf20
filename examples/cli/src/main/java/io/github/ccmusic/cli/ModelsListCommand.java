package io.github.ccmusic.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.ccmusic.modeldir.ModelConfig;
import io.github.ccmusic.modeldir.ModelDirectory;
import io.github.ccmusic.serving.AvailableModel;
import io.github.ccmusic.serving.ModelPointer;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "list",
        description = "Lists the models of a directory, the active one with a star; none is loaded.",
        mixinStandardHelpOptions = true)
@SuppressWarnings("NullAway.Init") // picocli fills the fields
final class ModelsListCommand implements Callable<Integer> {
    @ArgGroup(multiplicity = "1")
    private Folder folder;

    @Mixin
    private ReportFormat format;

    @Spec
    private CommandSpec spec;

    /** The directory of models, as the other verbs name it or plainly. */
    static final class Folder {
        @Parameters(index = "0", paramLabel = "DIR", description = "The directory that holds the model directories.")
        private @Nullable Path plain;

        @Option(names = "--models", paramLabel = "DIR", description = "The same, as the other verbs take it.")
        private @Nullable Path option;

        ModelsOption models() {
            return ModelsOption.of(option != null ? option : Path.of(String.valueOf(plain)));
        }
    }

    /** A model with the size of its checkpoint, or with what is wrong with it. */
    private record Listed(AvailableModel model, boolean active, long checkpointBytes, Optional<String> problem) {

        static Listed of(AvailableModel model, boolean active) {
            try {
                return new Listed(
                        model, active, ModelDirectory.open(model.path()).checkpointBytes(), model.problem());
            } catch (IOException e) {
                return new Listed(model, active, 0, model.problem().or(() -> Optional.of(FailureMessage.of(e))));
            }
        }

        String describe() {
            ModelConfig config = model.config().orElse(null);
            return problem.isPresent() || config == null
                    ? "cannot be used: " + problem.orElse("no config")
                    : String.format(
                            Locale.ROOT,
                            "%s, %s, %.1f MB, version %s",
                            config.arch(),
                            config.feature(),
                            checkpointBytes / 1e6,
                            config.version());
        }

        void describe(ObjectNode node) {
            node.put("name", model.name());
            node.put("active", active);
            node.put("path", model.path().toString());
            if (problem.isPresent()) {
                node.put("problem", problem.get());
            } else {
                model.config().ifPresent(config -> {
                    node.put("version", config.version());
                    node.put("arch", config.arch());
                    node.put("feature", config.feature());
                    node.put("checkpoint_bytes", checkpointBytes);
                    config.classes().ifPresent(count -> node.put("num_classes", count));
                });
            }
        }
    }

    /** A list is of use without the star, too. */
    private Optional<String> active(ModelsOption models) {
        try {
            return models.pointer().map(ModelPointer::active);
        } catch (IOException e) {
            spec.commandLine().getErr().println("ccmusic: " + FailureMessage.of(e));
            return Optional.empty();
        }
    }

    @Override
    public Integer call() throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        ModelsOption models = folder.models();
        Optional<String> active = active(models);
        List<Listed> listed = models.available().stream()
                .map(model -> Listed.of(model, active.equals(Optional.of(model.name()))))
                .toList();
        if (format.isJson()) {
            ArrayNode array = new ObjectMapper().createArrayNode();
            listed.forEach(model -> model.describe(array.addObject()));
            out.println(array.toPrettyString());
        } else {
            int width = listed.stream()
                    .mapToInt(entry -> entry.model.name().length())
                    .max()
                    .orElse(1);
            listed.forEach(entry -> out.printf(
                    "%s %-" + width + "s  %s%n", entry.active ? "*" : " ", entry.model.name(), entry.describe()));
        }
        out.flush();
        return ExitCode.OK;
    }
}
