package io.github.ccmusic;

import io.github.ccmusic.modeldir.ConfigDocument;
import io.github.ccmusic.modeldir.ModelConfig;
import io.github.ccmusic.modeldir.ModelDirectory;
import io.github.ccmusic.models.arch.Architectures;
import io.github.ccmusic.models.arch.Recognition;
import io.github.ccmusic.models.arch.StateDictMismatchException;
import io.github.ccmusic.models.arch.WeightsMatch;
import io.github.ccmusic.models.checkpoint.Checkpoint;
import io.github.ccmusic.models.checkpoint.StateDict;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * The config.json that a bare checkpoint speaks for: what its keys and shapes tell, and what the directory's name does where it agrees
 * with them. What neither tells is left out, and noted for whoever knows.
 */
public final class ConfigDraft {
    private final Path file;
    private final ConfigDocument document = ConfigDocument.empty();
    private final List<String> notes = new ArrayList<>();

    private ConfigDraft(Path file) {
        this.file = file;
    }

    /** Drafts as {@link #of(Path, Optional, Architectures)} does, for the architectures that this library brings. */
    public static ConfigDraft of(Path fileOrDirectory) throws IOException {
        return of(fileOrDirectory, Optional.empty(), Architectures.builtIn());
    }

    /**
     * Reads a checkpoint's keys and shapes, and its bytes for their checksum. Any config.json beside it is not looked at.
     *
     * @param fileOrDirectory the model directory, or the checkpoint inside it, if that has a name of its own
     * @param checkpointKey where in the checkpoint the weights lie; empty for the usual places
     * @param known the architectures that it may be of
     * @throws IOException if it cannot be read, or is of none of them; the message says which is nearest, and what is amiss
     */
    public static ConfigDraft of(Path fileOrDirectory, Optional<String> checkpointKey, Architectures known)
            throws IOException {
        ModelDirectory directory = ModelDirectory.openBare(fileOrDirectory);
        ConfigDraft draft = new ConfigDraft(directory.path().resolve("config.json"));
        draft.fill(directory, checkpointKey, draft.recognise(directory.checkpoint(), checkpointKey, known), known);
        return draft;
    }

    /** Where {@link #write} puts it. */
    public Path file() {
        return file;
    }

    /** The draft, as JSON. */
    public String json() {
        return document.toJson();
    }

    /** What is worth a look, and what is to be filled in. */
    public List<String> notes() {
        return List.copyOf(notes);
    }

    /**
     * Writes the draft.
     *
     * @throws FileAlreadyExistsException if there is a config.json; it is left alone
     */
    public void write() throws IOException {
        if (Files.exists(file)) {
            throw new FileAlreadyExistsException(
                    file.toString(),
                    null,
                    "is there already and was left as it is. Delete it, or ask for it to be replaced");
        }
        overwrite();
    }

    /** Writes the draft in the place of any config.json, in one step. */
    public void overwrite() throws IOException {
        Path part = file.resolveSibling("." + file.getFileName() + "." + UUID.randomUUID() + ".part");
        try {
            document.write(part);
            Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(part);
        }
    }

    private Recognition recognise(Path checkpointFile, Optional<String> key, Architectures known) throws IOException {
        try (Checkpoint checkpoint = Checkpoint.open(checkpointFile)) {
            StateDict weights = key.isPresent() ? checkpoint.stateDict(key.get()) : checkpoint.stateDict();
            Recognition nearest = Recognition.of(weights, known)
                    .orElseThrow(() -> new IOException(checkpointFile + ": none of its " + weights.size()
                            + " tensors is like any of the architectures known here, which are " + known.names()));
            int side = nearest.architecture().inputSize();
            WeightsMatch match = WeightsMatch.of(nearest.architecture(), side, side, weights, Optional.empty());
            match.requireFit(nearest.head());
            notes.addAll(match.notes());
            return nearest;
        } catch (StateDictMismatchException e) {
            throw new IOException(
                    checkpointFile + ": no architecture known here fits, and in the nearest " + e.getMessage(), e);
        }
    }

    private void fill(ModelDirectory directory, Optional<String> checkpointKey, Recognition found, Architectures known)
            throws IOException {
        int side = found.architecture().inputSize();
        int classes = found.head().classes();
        document.put("arch", found.architecture().name());
        takeFromName(directory.config(), found, known);
        document.put("input_size", List.of(side, side));
        document.put("num_classes", classes);
        document.put("head", found.head().kind().id());
        takeLabels(classes);
        document.put("checkpoint", directory.checkpoint().getFileName().toString());
        checkpointKey.ifPresent(key -> document.put("checkpoint_key", key));
        if (!found.prefix().isEmpty()) {
            document.put("key_prefix", found.prefix());
        }
        document.put("sha256", directory.sha256());
        document.put("size_mb", ModelConversion.megabytes(directory.checkpointBytes()));
    }

    /** {@code <arch>_<feature>} is worth something if the first half of it is true. */
    private void takeFromName(ModelConfig named, Recognition found, Architectures known) {
        boolean namesArchitecture = known.contains(named.arch());
        boolean agrees = namesArchitecture
                && known.named(named.arch()).name().equals(found.architecture().name());
        boolean namesFeature = named.name().equals(named.arch() + "_" + named.feature());
        if (namesArchitecture && !agrees) {
            notes.add("the directory is called " + named.name() + ", but the weights are those of " + found
                    + ": is it the right checkpoint?");
        }
        if (agrees) {
            document.put("name", named.name());
        }
        if (agrees && namesFeature) {
            document.put("feature", named.feature());
        } else {
            notes.add("nothing sure tells the feature, and \"" + named.feature()
                    + "\" will be taken: add \"feature\" to config.json");
        }
    }

    private void takeLabels(int classes) {
        if (classes == UpstreamGenres.IDS.size()) {
            document.put("labels", UpstreamGenres.IDS);
            notes.add(
                    "the labels are upstream's 16 in upstream's order: compare them with what the model was trained on");
        } else {
            notes.add("the " + classes
                    + " classes have no names: add \"labels\" to config.json, in the order of the last" + " layer");
        }
    }
}
