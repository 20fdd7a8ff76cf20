package io.github.ccmusic.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.ccmusic.modeldir.ModelDirectory;
import io.github.ccmusic.serving.AvailableModel;
import io.github.ccmusic.serving.ModelPointer;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

@Command(
        name = "list",
        description = "Lists the models of a directory, the active one with a star; none is loaded.",
        mixinStandardHelpOptions = true)
@SuppressWarnings("NullAway.Init") // picocli fills the fields
final class ModelsListCommand implements Callable<Integer> {
    @Mixin
    private ModelsOption models;

    @Mixin
    private ReportFormat format;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        List<AvailableModel> available = models.available();
        Optional<String> active = models.pointer().map(ModelPointer::active);
        if (format.isJson()) {
            ArrayNode array = new ObjectMapper().createArrayNode();
            for (AvailableModel model : available) {
                json(array.addObject(), model, active.equals(Optional.of(model.name())));
            }
            out.println(array.toPrettyString());
        } else {
            int width = available.stream()
                    .mapToInt(model -> model.name().length())
                    .max()
                    .orElse(0);
            for (AvailableModel model : available) {
                String star = active.equals(Optional.of(model.name())) ? "*" : " ";
                out.printf("%s %-" + Math.max(1, width) + "s  %s%n", star, model.name(), describe(model));
            }
        }
        out.flush();
        return ExitCode.OK;
    }

    private static String describe(AvailableModel model) throws IOException {
        if (model.problem().isPresent()) {
            return "cannot be used: " + model.problem().get();
        }
        ModelDirectory directory = ModelDirectory.open(model.path());
        return String.format(
                Locale.ROOT,
                "%s, %s, %.1f MB, version %s",
                directory.config().arch(),
                directory.config().feature(),
                directory.checkpointBytes() / 1e6,
                directory.config().version());
    }

    private static void json(ObjectNode node, AvailableModel model, boolean active) throws IOException {
        node.put("name", model.name())
                .put("active", active)
                .put("path", model.path().toString());
        if (model.problem().isPresent()) {
            node.put("problem", model.problem().get());
            return;
        }
        ModelDirectory directory = ModelDirectory.open(model.path());
        node.put("version", directory.config().version())
                .put("arch", directory.config().arch())
                .put("feature", directory.config().feature())
                .put("checkpoint_bytes", directory.checkpointBytes());
        directory.config().classes().ifPresent(count -> node.put("num_classes", count));
    }
}
