package io.github.ccmusic;

import io.github.ccmusic.modeldir.ModelDirectory;
import io.github.ccmusic.models.Network;
import java.io.IOException;
import java.util.function.Consumer;

/** How the weights of a model directory become a network: by the engine, or by whatever a test puts in its place. */
@FunctionalInterface
interface NetworkLoader {

    /**
     * Loads the network; the caller closes it.
     *
     * @throws IOException if the checkpoint cannot be read or does not fit the architecture
     */
    Network load(ModelDirectory directory, ClassifierOptions options) throws IOException;

    /**
     * Loads the network as {@link #load(ModelDirectory, ClassifierOptions)} does.
     *
     * @param warnings takes what is doubtful about the weights, where that is known
     */
    default Network load(ModelDirectory directory, ClassifierOptions options, Consumer<String> warnings)
            throws IOException {
        return load(directory, options);
    }
}
