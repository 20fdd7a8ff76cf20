package io.github.ccmusic.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.ccmusic.serving.ModelPointer;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

@Command(name = "active", description = "Prints the name of the active model.", mixinStandardHelpOptions = true)
@SuppressWarnings("NullAway.Init") // picocli fills the fields
final class ModelsActiveCommand implements Callable<Integer> {
    @Mixin
    private ModelsOption models;

    @Mixin
    private ReportFormat format;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        ModelPointer pointer = models.requirePointer();
        if (format.isJson()) {
            ObjectNode node = new ObjectMapper().createObjectNode().put("active", pointer.active());
            pointer.previous().forEach(node.putArray("previous")::add);
            out.println(node);
        } else {
            out.println(pointer.active());
        }
        out.flush();
        return ExitCode.OK;
    }
}
