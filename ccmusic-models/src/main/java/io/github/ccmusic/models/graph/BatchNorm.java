package io.github.ccmusic.models.graph;

import java.util.List;

/**
 * A batch norm in inference: y = (x − running_mean) · weight / √(running_var + epsilon) + bias, per channel.
 *
 * @param key the module's name in the state dict
 * @param channels how many channels it has
 * @param epsilon the guard under the root
 */
public record BatchNorm(String key, int channels, double epsilon) {

    List<Parameter> parameters() {
        return List.of(
                Parameter.required(key + ".weight", channels),
                Parameter.required(key + ".bias", channels),
                Parameter.required(key + ".running_mean", channels),
                Parameter.required(key + ".running_var", channels),
                // torch older than 0.4.1 did not count batches
                Parameter.optional(key + ".num_batches_tracked"));
    }
}
