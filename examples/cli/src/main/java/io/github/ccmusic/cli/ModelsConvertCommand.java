package io.github.ccmusic.cli;

import io.github.ccmusic.ModelConversion;
import io.github.ccmusic.modeldir.ModelDirectory;
import io.github.ccmusic.models.checkpoint.CheckpointFormat;
import io.github.ccmusic.models.checkpoint.DType;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "convert",
        description = "Writes a model once more, in another format or precision, and says how far its answers moved.",
        mixinStandardHelpOptions = true)
@SuppressWarnings("NullAway.Init") // picocli fills the fields
final class ModelsConvertCommand implements Callable<Integer> {

    /** The formats, by the names that people know them by. */
    enum Format {
        SAFETENSORS(CheckpointFormat.SAFETENSORS),
        TORCH(CheckpointFormat.TORCH);

        private final CheckpointFormat format;

        Format(CheckpointFormat format) {
            this.format = format;
        }

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** The types that weights can be written in. */
    enum Floats {
        FLOAT32(DType.FLOAT32),
        FLOAT16(DType.FLOAT16),
        BFLOAT16(DType.BFLOAT16);

        private final DType type;

        Floats(DType type) {
            this.type = type;
        }

        @Override
        public String toString() {
            return type.torchName();
        }
    }

    @Parameters(paramLabel = "DIR", description = "The model directory, or the checkpoint in it; it stays as it is.")
    private Path model;

    @Option(
            names = "--to",
            required = true,
            paramLabel = "FORMAT",
            description = "${COMPLETION-CANDIDATES}: model.safetensors, or the save.pt that torch.load reads.")
    private Format format;

    @Option(
            names = "--dtype",
            paramLabel = "TYPE",
            description = "${COMPLETION-CANDIDATES} (default: the one that each weight has).")
    private @Nullable Floats floats;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "DIR2",
            description = "The new directory (default: DIR-FORMAT or DIR-FORMAT-TYPE). It must not exist yet.")
    private @Nullable Path output;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        ModelConversion inOwnTypes = ModelConversion.to(format.format);
        ModelConversion conversion = floats == null ? inOwnTypes : inOwnTypes.in(floats.type);
        Path target = output != null ? output : conversion.directoryBeside(ModelDirectory.open(model));
        spec.commandLine().getOut().println(conversion.convert(model, target));
        return ExitCode.OK;
    }
}
