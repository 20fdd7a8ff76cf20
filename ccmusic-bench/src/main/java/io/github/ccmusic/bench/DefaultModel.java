package io.github.ccmusic.bench;

import java.nio.file.Path;

/** The model that the examples bring, seen from the project's root. */
final class DefaultModel {
    static final Path PATH = Path.of("examples", "models", "mobilenet_v3_small_cqt");

    private DefaultModel() {}
}
