package io.github.ccmusic.cli;

import io.github.ccmusic.FileResult;
import io.github.ccmusic.GenreModel;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

@Command(name = "classify", description = "Says which genre each recording is.", mixinStandardHelpOptions = true)
@SuppressWarnings("NullAway.Init") // picocli fills the fields
final class ClassifyCommand implements Callable<Integer> {

    /** The languages that genres have names in. */
    enum Language {
        EN,
        ZH;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    @Mixin
    private Recordings recordings;

    @Mixin
    private ModelOption model;

    @Mixin
    private DecodingOption decoding;

    @Option(
            names = {"-k", "--top-k"},
            paramLabel = "K",
            defaultValue = "3",
            description = "How many genres to show (default: ${DEFAULT-VALUE}); json always has all.")
    private int topK;

    @Option(
            names = {"-f", "--format"},
            paramLabel = "FORMAT",
            defaultValue = "text",
            description = "${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
    private OutputFormat format;

    @Option(
            names = "--locale",
            paramLabel = "LANGUAGE",
            defaultValue = "en",
            description = "The language of the genres' names: ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
    private Language language;

    @Option(
            names = {"-w", "--windows"},
            description = "Show what each slice of the recording is taken for, too.")
    private boolean windows;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        if (topK < 1) {
            throw new ParameterException(spec.commandLine(), "--top-k must be positive: " + topK);
        }
        PrintWriter out = spec.commandLine().getOut();
        PrintWriter err = spec.commandLine().getErr();
        OutputFormat.View view = new OutputFormat.View(topK, windows, Locale.forLanguageTag(language.toString()));
        AudioFiles files = recordings.find();
        List<FileResult.Failed> failed = new ArrayList<>(files.missed());
        try (GenreModel classifier = model.load(decoding.options());
                ResultWriter writer = format.open(out, view);
                Progress progress = new Progress("classify", files.found().size(), err)) {
            files.missed().forEach(writer::write);
            classifier.classifyAll(files.found(), result -> {
                progress.step(() -> writer.write(result));
                if (result instanceof FileResult.Failed failure) {
                    failed.add(failure);
                }
                if (out.checkError()) {
                    throw new IllegalStateException("stdout was closed");
                }
            });
        }
        return FailureMessage.print(failed, err);
    }
}
