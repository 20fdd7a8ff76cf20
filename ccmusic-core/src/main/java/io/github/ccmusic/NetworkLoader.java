package io.github.ccmusic;

import io.github.ccmusic.modeldir.ModelDirectory;
import io.github.ccmusic.models.Network;
import java.io.IOException;

/** How the weights of a model directory become a network: by the engine, or by whatever a test puts in its place. */
@FunctionalInterface
interface NetworkLoader {

    /**
     * Loads the network; the caller closes it.
     *
     * @throws IOException if the checkpoint cannot be read or does not fit the architecture
     */
    Network load(ModelDirectory directory, ClassifierOptions options) throws IOException;
}
