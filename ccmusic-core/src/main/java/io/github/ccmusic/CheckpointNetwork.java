package io.github.ccmusic;

import io.github.ccmusic.modeldir.InputSize;
import io.github.ccmusic.modeldir.ModelConfig;
import io.github.ccmusic.modeldir.ModelConfigException;
import io.github.ccmusic.modeldir.ModelDirectory;
import io.github.ccmusic.modeldir.WeightsSource;
import io.github.ccmusic.models.Network;
import io.github.ccmusic.models.Spelling;
import io.github.ccmusic.models.arch.Architecture;
import io.github.ccmusic.models.arch.Architectures;
import io.github.ccmusic.models.arch.Head;
import io.github.ccmusic.models.arch.StateDictMismatchException;
import io.github.ccmusic.models.arch.WeightsMatch;
import io.github.ccmusic.models.checkpoint.Checkpoint;
import io.github.ccmusic.models.checkpoint.StateDict;
import io.github.ccmusic.models.djl.TorchNetworks;
import java.io.IOException;
import java.util.function.Consumer;

/** The way from a model directory's checkpoint to a network in the engine. */
final class CheckpointNetwork {
    static final NetworkLoader LOADER = new NetworkLoader() {
        @Override
        public Network load(ModelDirectory directory, ClassifierOptions options) throws IOException {
            return CheckpointNetwork.load(directory, options);
        }

        @Override
        public Network load(ModelDirectory directory, ClassifierOptions options, Consumer<String> warnings)
                throws IOException {
            return CheckpointNetwork.load(directory, options, warnings);
        }
    };

    private CheckpointNetwork() {}

    /**
     * Loads as {@link #load(ModelDirectory, ClassifierOptions, Consumer)} does, without a word on what is doubtful.
     *
     * @throws IllegalArgumentException if there is no such architecture
     */
    static Network load(ModelDirectory directory, ClassifierOptions options) throws IOException {
        return load(directory, options, warning -> {});
    }

    /**
     * Loads the network that the config names, strictly: every tensor is needed and every needed one is there.
     *
     * @param warnings takes what is doubtful about the weights
     * @throws IllegalArgumentException if there is no such architecture
     */
    static Network load(ModelDirectory directory, ClassifierOptions options, Consumer<String> warnings)
            throws IOException {
        ModelConfig config = directory.config();
        Architecture architecture = options.architectures().named(config.arch());
        try (Checkpoint checkpoint = Checkpoint.open(directory.checkpoint())) {
            InputSize size = options.inputSize(config);
            WeightsMatch match = match(directory, checkpoint, architecture, size);
            Head head = head(config, match.head());
            match.requireFit(head);
            Network network = TorchNetworks.load(
                    architecture, head, size.height(), size.width(), match.weights(), options.network(config));
            match.notes().forEach(warnings);
            return network;
        } catch (StateDictMismatchException e) {
            throw new IOException(directory.checkpoint() + ": " + e.getMessage(), e);
        }
    }

    /** What the network reads of a model's checkpoint, by the architecture's keys. */
    static StateDict weights(ModelDirectory directory, Checkpoint checkpoint, ClassifierOptions options)
            throws IOException {
        Architecture architecture =
                options.architectures().named(directory.config().arch());
        return match(directory, checkpoint, architecture, options.inputSize(directory.config()))
                .weights();
    }

    private static WeightsMatch match(
            ModelDirectory directory, Checkpoint checkpoint, Architecture architecture, InputSize size)
            throws IOException {
        WeightsSource source = directory.config().weights();
        StateDict stateDict =
                source.key().isPresent() ? checkpoint.stateDict(source.key().get()) : checkpoint.stateDict();
        return WeightsMatch.of(architecture, size.height(), size.width(), stateDict, source.keyPrefix());
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
        Head.Kind kind = config.weights().head().map(Head.Kind::named).orElse(found.kind());
        return new Head(kind, config.classes().orElse(found.classes()));
    }
}
