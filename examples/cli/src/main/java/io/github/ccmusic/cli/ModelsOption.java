package io.github.ccmusic.cli;

import io.github.ccmusic.serving.AvailableModel;
import io.github.ccmusic.serving.ModelPointer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Which directory of models a command works with. */
@SuppressWarnings("NullAway.Init") // picocli fills the fields
final class ModelsOption {
    @Option(
            names = "--models",
            required = true,
            paramLabel = "DIR",
            description =
                    "The directory that holds the model directories; its active.json says which is the active one.")
    private Path directory;

    /** The same of a directory that was named in another way. */
    static ModelsOption of(Path directory) {
        ModelsOption option = new ModelsOption();
        option.directory = directory;
        return option;
    }

    /** All that there are, in the order of their names; nothing is loaded. */
    List<AvailableModel> available() throws IOException {
        if (!Files.isDirectory(directory)) {
            throw new NotDirectoryException(directory + ": no directory. Name one that holds model directories");
        }
        try {
            return AvailableModel.in(directory);
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    /**
     * The model of a name.
     *
     * @throws IOException if there is none, or it cannot be used; the message says why
     */
    AvailableModel named(String name) throws IOException {
        List<AvailableModel> models = available();
        AvailableModel model = models.stream()
                .filter(candidate -> candidate.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IOException("unknown model '" + name + "' in " + directory + ", expected one of "
                        + models.stream().map(AvailableModel::name).toList()));
        if (model.problem().isPresent()) {
            throw new IOException(model.problem().get());
        }
        return model;
    }

    /** What the pointer file says, if there is one. */
    Optional<ModelPointer> pointer() throws IOException {
        return ModelPointer.read(pointerFile());
    }

    /** What the pointer file says, for whoever is about to write it; a damaged one is set aside. */
    Optional<ModelPointer> pointerOrSetAside() throws IOException {
        return ModelPointer.readOrSetAside(pointerFile());
    }

    /** What the pointer file says. */
    ModelPointer requirePointer() throws IOException {
        return pointer()
                .orElseThrow(() -> new IOException(pointerFile()
                        + ": no such file, so no model is active yet. Make one the active one by: ccmusic models switch NAME"
                        + " --models " + directory));
    }

    Path pointerFile() {
        return directory.resolve(ModelPointer.FILE_NAME);
    }
}
