package io.github.ccmusic;

import io.github.ccmusic.modeldir.ConfigDocument;
import io.github.ccmusic.modeldir.InputSize;
import io.github.ccmusic.modeldir.ModelConfig;
import io.github.ccmusic.modeldir.ModelDirectory;
import io.github.ccmusic.models.Network;
import io.github.ccmusic.models.checkpoint.Checkpoint;
import io.github.ccmusic.models.checkpoint.CheckpointException;
import io.github.ccmusic.models.checkpoint.CheckpointFormat;
import io.github.ccmusic.models.checkpoint.DType;
import io.github.ccmusic.models.checkpoint.StateDict;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * Writes a model once more, its checkpoint in another format or another precision.
 *
 * <p>Without a precision every tensor keeps its type and its bits, and answers are equal. In half precision the file is half as large
 * and answers differ a little; by how much is measured. The new directory is a model of its own: config.json comes along with
 * {@code checkpoint}, {@code sha256} and {@code size_mb} made right and everything else as it was, and so do the files that it names,
 * such as the self-check's input. Of the checkpoint only the network's tensors do, by the architecture's keys, not what a training loop
 * left beside them.
 *
 * <p>The directory appears in one step when it is complete, loads, and gives the stored answer of its self-check, if it has one; on
 * failure there is none.
 *
 * @param format of the new checkpoint
 * @param floats the type of its floating-point tensors: {@link DType#FLOAT32}, {@link DType#FLOAT16} or {@link DType#BFLOAT16}; empty for
 *     the one that each has
 */
public record ModelConversion(CheckpointFormat format, Optional<DType> floats) {
    private static final String CONFIG = "config.json";
    private static final Set<DType> WRITABLE = EnumSet.of(DType.FLOAT32, DType.FLOAT16, DType.BFLOAT16);

    public ModelConversion {
        if (floats.isPresent() && !WRITABLE.contains(floats.get())) {
            throw new IllegalArgumentException("floats must be one of " + WRITABLE + ": " + floats.get());
        }
    }

    /** Into a format, each tensor in its own type. */
    public static ModelConversion to(CheckpointFormat format) {
        return new ModelConversion(format, Optional.empty());
    }

    /** The same with floating-point tensors of a type. */
    public ModelConversion in(DType type) {
        return new ModelConversion(format, Optional.of(type));
    }

    /** Where the new directory is put if nobody says otherwise: beside the old one, as {@code NAME-safetensors-float16}. */
    public Path directoryBeside(ModelDirectory model) throws IOException {
        Path path = model.path().normalize();
        boolean nameless = path.toString().isEmpty() || path.endsWith("..");
        Path named = nameless ? path.toRealPath() : path;
        String suffix = floats.map(type -> "-" + type.torchName()).orElse("");
        return named.resolveSibling(named.getFileName() + "-" + format.name().toLowerCase(Locale.ROOT) + suffix);
    }

    /** Converts as {@link #convert(Path, Path, ClassifierOptions)} does, with the default options. */
    public ConversionReport convert(Path model, Path target) throws IOException {
        return convert(model, target, ClassifierOptions.defaults());
    }

    /**
     * Writes the new directory and compares its answers with the old one's.
     *
     * @param model the model directory, or the checkpoint inside it
     * @param target does not exist yet, but the directory that it will lie in does
     * @param options with which both are loaded
     * @throws FileAlreadyExistsException if {@code target} exists; it is left alone
     * @throws IOException if the model cannot be used, or not be written, or does not answer as its self-check asks in the new precision
     */
    public ConversionReport convert(Path model, Path target, ClassifierOptions options) throws IOException {
        ModelDirectory original = ModelDirectory.open(model);
        Path directory = target.toAbsolutePath();
        requireFree(directory, target);
        original.sha256();
        List<double[]> before = answers(original, options);
        Path staging = directory.resolveSibling("." + directory.getFileName() + "." + UUID.randomUUID() + ".part");
        try {
            write(original, staging, target, options);
            ModelDirectory written = ModelDirectory.open(staging);
            if (original.config().storedAnswer().isPresent()) {
                check(staging, target, options);
            }
            List<double[]> after = answers(written, options);
            ConversionReport report =
                    ConversionReport.of(target, original.checkpointBytes(), written.checkpointBytes(), before, after);
            Files.move(staging, directory, StandardCopyOption.ATOMIC_MOVE);
            return report;
        } finally {
            delete(staging);
        }
    }

    /** What a model makes of the made-up pictures; only one is in memory at a time. */
    private static List<double[]> answers(ModelDirectory model, ClassifierOptions options) throws IOException {
        try (Network network = CheckpointNetwork.load(model, options)) {
            InputSize size = new InputSize(network.inputHeight(), network.inputWidth());
            return SliceAnswers.of(
                            MadeUpSound.of(model.config(), size), model.config(), network, 1, StopCheck.INTERRUPTION)
                    .probabilities();
        }
    }

    private static void requireFree(Path directory, Path shown) throws IOException {
        if (Files.exists(directory)) {
            throw new FileAlreadyExistsException(
                    shown.toString(), null, "is there already and will not be overwritten. Name another directory");
        }
        Path parent = directory.getParent();
        if (parent == null || !Files.isDirectory(parent)) {
            throw new NoSuchFileException(shown.toString(), null, "the directory that it is to lie in does not exist");
        }
    }

    private void write(ModelDirectory original, Path staging, Path target, ClassifierOptions options)
            throws IOException {
        try (Checkpoint checkpoint = Checkpoint.open(original.checkpoint())) {
            StateDict weights = CheckpointNetwork.weights(original, checkpoint, options);
            try {
                Files.createDirectory(staging);
                write(weights, staging.resolve(format.fileName()));
                ConfigDocument config = ConfigDocument.of(original);
                copyNamedFiles(config, original, staging);
                adapt(config, original, weights, staging).write(staging.resolve(CONFIG));
            } catch (CheckpointException e) {
                throw e; // It is the old file that is at fault.
            } catch (IllegalArgumentException e) {
                throw new IOException(original.checkpoint() + ": " + e.getMessage(), e);
            } catch (IOException e) {
                throw new IOException(
                        target + ": could not be written, and nothing of it is left: " + e.getMessage()
                                + ". Is there room for it, and may you write there?",
                        e);
            }
        }
    }

    private void write(StateDict weights, Path file) throws IOException {
        if (floats.isPresent()) {
            format.write(weights, file, floats.get());
        } else {
            format.write(weights, file);
        }
    }

    private ConfigDocument adapt(ConfigDocument config, ModelDirectory original, StateDict weights, Path staging)
            throws IOException {
        ModelConfig known = original.config();
        // These two may have come from the old directory's name.
        config.putIfAbsent("arch", known.arch()).putIfAbsent("feature", known.feature());
        config.put("checkpoint", format.fileName())
                .remove("checkpoint_key")
                .remove("key_prefix")
                .remove("sha256");
        ModelDirectory bare = ModelDirectory.open(staging.resolve(format.fileName()));
        config.put("sha256", bare.sha256()).put("size_mb", megabytes(bare.checkpointBytes()));
        if (floats.isPresent() && floats.get().bytes() < Float.BYTES) {
            // The network computes in float32 all the same, and without this key the file's size would stand for its
            // memory.
            config.putIfAbsent("required_memory_mb", megabytes(weights.elementCount() * Float.BYTES));
        }
        return config;
    }

    /** In units of 10⁶ bytes, to two decimals. */
    static double megabytes(long bytes) {
        return Math.round(bytes / 1e4) / 1e2;
    }

    private static void copyNamedFiles(ConfigDocument config, ModelDirectory original, Path staging)
            throws IOException {
        for (String text : config.texts()) {
            Optional<Path> file = fileNamed(text, original);
            if (file.isPresent()) {
                Path copy = staging.resolve(text).normalize();
                Files.createDirectories(copy.getParent());
                if (Files.notExists(copy)) {
                    Files.copy(file.get(), copy);
                }
            }
        }
    }

    /** The file of a model that a text in its config.json names, if it names one other than that and the checkpoint. */
    private static Optional<Path> fileNamed(String text, ModelDirectory original) {
        try {
            Path file = original.resolve("", text);
            boolean replaced =
                    Files.isSameFile(file, original.checkpoint()) || Files.isSameFile(file, original.configFile());
            return replaced ? Optional.empty() : Optional.of(file);
        } catch (IOException e) {
            return Optional.empty(); // A text like any other.
        }
    }

    private void check(Path staging, Path target, ClassifierOptions options) throws IOException {
        try (GenreClassifier passed = GenreClassifier.load(staging, options)) {
            passed.selfCheck();
        } catch (IOException e) {
            throw new IOException(
                    target + ": not written, for the converted model does not pass its self-check"
                            + floats.map(type -> " in " + type.torchName()).orElse("") + ": "
                            + String.valueOf(e.getMessage()).replace(staging.toString(), target.toString())
                            + ". Raise \"selfcheck.tolerance\" in config.json, or choose a finer precision",
                    e);
        }
    }

    private static void delete(Path directory) throws IOException {
        if (Files.exists(directory)) {
            List<Path> all;
            try (Stream<Path> paths = Files.walk(directory)) {
                all = paths.sorted(Comparator.reverseOrder()).toList();
            }
            for (Path path : all) {
                Files.delete(path);
            }
        }
    }
}
