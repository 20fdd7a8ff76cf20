package io.github.ccmusic.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/** A directory of models, made of copies of the example model. */
record ModelsFolder(Path path) {

    /** The same model under another name. */
    ModelsFolder with(String name) throws IOException {
        return with(name, config(), checkpoint());
    }

    /** A model whose classes are called by each other's names. */
    ModelsFolder withMixedUpLabels(String name) throws IOException {
        String mixedUp = config().replace(
                        "[\"classical\", \"electronic\", \"pop\", \"rock\"]",
                        "[\"electronic\", \"pop\", \"rock\", \"classical\"]");
        return with(name, mixedUp, checkpoint());
    }

    /** A model half of whose checkpoint is missing. */
    ModelsFolder withTruncated(String name) throws IOException {
        byte[] whole = checkpoint();
        return with(name, config(), Arrays.copyOf(whole, whole.length / 2));
    }

    private ModelsFolder with(String name, String config, byte[] checkpoint) throws IOException {
        Path model = Files.createDirectory(path.resolve(name));
        Files.writeString(model.resolve("config.json"), config);
        Files.write(model.resolve("save.pt"), checkpoint);
        return this;
    }

    private static String config() throws IOException {
        return Files.readString(Cli.MODEL.resolve("config.json"));
    }

    private static byte[] checkpoint() throws IOException {
        return Files.readAllBytes(Cli.MODEL.resolve("save.pt"));
    }
}
