package io.github.ccmusic;

import io.github.ccmusic.modeldir.InputSize;
import io.github.ccmusic.modeldir.ModelConfig;
import io.github.ccmusic.modeldir.ModelConfigException;
import io.github.ccmusic.modeldir.ModelDirectory;
import io.github.ccmusic.models.Network;
import io.github.ccmusic.models.Spelling;
import io.github.ccmusic.models.arch.Architecture;
import io.github.ccmusic.models.arch.Architectures;
import io.github.ccmusic.models.arch.Head;
import io.github.ccmusic.models.arch.StateDictCheck;
import io.github.ccmusic.models.arch.StateDictMismatchException;
import io.github.ccmusic.models.checkpoint.Checkpoint;
import io.github.ccmusic.models.checkpoint.StateDict;
import io.github.ccmusic.models.djl.TorchNetworks;
import java.io.IOException;
import java.util.Optional;

/** The way from a model directory's checkpoint to a network in the engine. */
final class CheckpointNetwork {
    private CheckpointNetwork() {}

    /**
     * Loads the network that the config names, strictly: every tensor is needed and every needed one is there.
     *
     * @throws IllegalArgumentException if there is no such architecture
     */
    static Network load(ModelDirectory directory, ClassifierOptions options) throws IOException {
        ModelConfig config = directory.config();
        Architecture architecture = options.architectures().named(config.arch());
        try (Checkpoint checkpoint = Checkpoint.open(directory.checkpoint())) {
            StateDict weights = weights(directory, checkpoint);
            Head head = head(config, StateDictCheck.headOf(architecture, weights));
            InputSize size = options.inputSize(config);
            return TorchNetworks.load(
                    architecture, head, size.height(), size.width(), weights, options.network(config));
        } catch (StateDictMismatchException e) {
            throw new IOException(directory.checkpoint() + ": " + e.getMessage(), e);
        }
    }

    /** The state dict in a model's checkpoint, at the place that its config names. */
    static StateDict weights(ModelDirectory directory, Checkpoint checkpoint) throws IOException {
        Optional<String> key = directory.config().weights().key();
        return key.isPresent() ? checkpoint.stateDict(key.get()) : checkpoint.stateDict();
    }

    /**
     * Makes sure that there is the architecture that a model names, before anything of it is loaded.
     *
     * @throws io.github.ccmusic.models.checkpoint.CheckpointException if there is not, and the model's file is no checkpoint either, which says more
     * @throws ModelConfigException if there is not
     */
    static void requireArchitecture(ModelDirectory directory, Architectures known) throws IOException {
        String arch = directory.config().arch();
        if (known.contains(arch)) {
            return;
        }
        Checkpoint.open(directory.checkpoint()).close();
        throw new ModelConfigException(
                directory.configFile(),
                "arch",
                "\"arch\", which is the directory's name unless config.json has it, is \"" + arch
                        + "\", and there is no such architecture. The nearest of the "
                        + known.names().size() + " known are "
                        + String.join(", ", Spelling.nearest(arch, known.names(), 3))
                        + "; one of your own is added by the builder's architecture(…).");
    }

    /** What the config says counts, so that a checkpoint with another head or another width is refused by name and shape. */
    private static Head head(ModelConfig config, Head found) {
        Head.Kind kind = config.weights()
                .head()
                .map(name -> name.equals(Head.Kind.LINEAR.id()) ? Head.Kind.LINEAR : Head.Kind.CCMUSIC_MLP)
                .orElse(found.kind());
        return new Head(kind, config.classes().orElse(found.classes()));
    }
}
