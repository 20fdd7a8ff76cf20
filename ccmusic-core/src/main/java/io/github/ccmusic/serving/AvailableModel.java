package io.github.ccmusic.serving;

import io.github.ccmusic.modeldir.ModelConfig;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * A model that could be switched to, as far as can be told without loading it.
 *
 * @param name under which it is switched to: its directory's
 * @param path its directory
 * @param config what its config.json says, if that can be used
 * @param problem why it cannot be switched to, if so
 */
public record AvailableModel(String name, Path path, Optional<ModelConfig> config, Optional<String> problem) {

    /**
     * The models in a directory at this moment, in the order of their names; their configs are read, nothing is loaded.
     *
     * @throws java.io.UncheckedIOException if the directory cannot be read
     */
    public static List<AvailableModel> in(Path models) {
        return ModelCatalog.in(models).list();
    }
}
