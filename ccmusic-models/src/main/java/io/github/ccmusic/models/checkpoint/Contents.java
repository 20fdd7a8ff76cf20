package io.github.ccmusic.models.checkpoint;

import io.github.ccmusic.models.checkpoint.PickleValue.StorageRef;
import java.io.IOException;
import java.nio.ByteOrder;

/**
 * What a container holds, whichever of the containers it is.
 *
 * @param root the value that was saved
 * @param storages where the storages it names lie
 * @param order the byte order of their elements
 */
record Contents(PickleValue root, Storages storages, ByteOrder order) {

    /** Finds storages. */
    @FunctionalInterface
    interface Storages {

        /**
         * The bytes of a storage, exactly as many as it says.
         *
         * @throws FormatException if the file has no such storage
         */
        ByteSource find(StorageRef storage) throws IOException, FormatException;
    }
}
