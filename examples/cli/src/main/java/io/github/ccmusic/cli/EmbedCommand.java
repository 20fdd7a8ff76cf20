package io.github.ccmusic.cli;

import io.github.ccmusic.Embedding;
import io.github.ccmusic.FileResult;
import io.github.ccmusic.GenreModel;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

@Command(
        name = "embed",
        description = "Writes what the model sees in each recording, in numbers: similar music has similar ones.",
        mixinStandardHelpOptions = true)
@SuppressWarnings("NullAway.Init") // picocli fills the fields
final class EmbedCommand implements Callable<Integer> {

    /** The forms that embeddings can be written in. */
    enum Format {
        NPY,
        CSV;

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
            names = {"-f", "--format"},
            paramLabel = "FORMAT",
            defaultValue = "csv",
            description = "${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}); csv goes to stdout.")
    private Format format;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "NPY",
            description =
                    "Where to put the numbers, float32 of shape [rows, size]; what each row is of goes to stdout.")
    private @Nullable Path output;

    @Option(
            names = {"-s", "--slices"},
            description = "A row for each slice of a recording, in the place of their mean.")
    private boolean slices;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        if ((format == Format.NPY) != (output != null)) {
            throw new ParameterException(
                    spec.commandLine(), "--format npy and --output FILE.npy belong together; csv goes to stdout");
        }
        PrintWriter err = spec.commandLine().getErr();
        AudioFiles files = recordings.find();
        List<FileResult.Failed> failed = new ArrayList<>(files.missed());
        try (GenreModel network = model.load(decoding.options());
                EmbeddingWriter writer = open();
                Progress progress = new Progress("embed", files.found().size(), err)) {
            network.embedAll(files.found(), result -> {
                if (result instanceof FileResult.Failed failure) {
                    failed.add(failure);
                }
                progress.step(() -> write(result, writer));
            });
            writer.finish();
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
        return FailureMessage.print(failed, err);
    }

    private EmbeddingWriter open() throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        List<String> columns = slices ? List.of("file", "start_s", "end_s") : List.of("file");
        return output == null ? new CsvEmbeddings(out, columns) : new NpyEmbeddings(output, out, columns);
    }

    /** A recording that failed has no row. */
    private void write(FileResult result, EmbeddingWriter writer) {
        if (result instanceof FileResult.Embedded embedded) {
            try {
                rows(result.file().toString(), embedded.embedding(), writer);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        if (spec.commandLine().getOut().checkError()) {
            throw new IllegalStateException("stdout was closed");
        }
    }

    private void rows(String file, Embedding embedding, EmbeddingWriter writer) throws IOException {
        if (!slices) {
            writer.row(List.of(file), embedding.vector());
            return;
        }
        for (Embedding.Slice slice : embedding.slices()) {
            writer.row(
                    List.of(file, Csv.seconds(slice.startSeconds()), Csv.seconds(slice.endSeconds())), slice.vector());
        }
    }
}
