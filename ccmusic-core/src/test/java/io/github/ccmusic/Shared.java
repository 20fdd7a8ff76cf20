package io.github.ccmusic;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;

/** Files that tests need and that do not lie in this module. */
public final class Shared {
    /** The real, small model that the project brings. */
    public static final Path EXAMPLE_MODEL = Path.of("../examples/models/mobilenet_v3_small_cqt");

    private Shared() {}

    /** A file of the reference data beside the project; where that is not there, the calling test is skipped. */
    static Path file(String name) {
        Path file = Path.of(System.getProperty("ccmusic.shared", "../../shared"), name);
        assumeTrue(Files.exists(file), () -> "skipped: " + file.toAbsolutePath().normalize() + " is not there");
        return file;
    }
}
