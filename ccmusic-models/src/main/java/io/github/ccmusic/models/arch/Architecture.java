package io.github.ccmusic.models.arch;

import io.github.ccmusic.models.graph.Tensor;

/**
 * A network's structure under a name, without weights and without a number of classes.
 *
 * <p>To add one of your own, implement this and hand it to the classifier's builder; the built-in ones show how they are written.
 */
public interface Architecture {

    /** The name by which config.json asks for it, as torchvision spells it. */
    String name();

    /** Height and width of the pictures that it is given unless config.json says otherwise. */
    default int inputSize() {
        return 224;
    }

    /**
     * Describes the network up to its logits.
     *
     * @param picture the input, [3, height, width]
     * @param head what stands at the end: to be placed by {@link Head#on}
     * @return the logits, [classes]
     */
    Tensor logits(Tensor picture, Head head);

    /** The key that a tensor has today, of one that an older version of torchvision may have saved. */
    default String today(String key) {
        return key;
    }

    /** Whether a checkpoint may hold a tensor of this key that inference does not read, as auxiliary heads are. */
    default boolean ignores(String key) {
        return false;
    }
}
