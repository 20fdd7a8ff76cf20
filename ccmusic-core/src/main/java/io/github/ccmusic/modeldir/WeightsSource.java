package io.github.ccmusic.modeldir;

import java.util.Optional;

/**
 * Where the weights lie, as far as config.json says.
 *
 * @param checkpoint the file, relative to the directory; absent means save.pt, else model.safetensors
 * @param key the entry of the checkpoint that holds them; absent means the usual names, then the root
 * @param keyPrefix what stands before the network's keys there; absent means that it is looked for
 * @param sha256 of the file, lower-case hexadecimal; absent means unchecked
 * @param head {@code linear}, {@code one_linear} or {@code ccmusic_mlp}; absent means that the keys decide
 */
public record WeightsSource(
        Optional<String> checkpoint,
        Optional<String> key,
        Optional<String> keyPrefix,
        Optional<String> sha256,
        Optional<String> head) {}
