package io.github.ccmusic.cli;

import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Which recordings a command works on. */
@SuppressWarnings("NullAway.Init") // picocli fills the fields
final class Recordings {
    @Parameters(arity = "1..*", paramLabel = "FILE|DIR", description = "Recordings, or directories of them.")
    private List<Path> paths;

    @Option(
            names = {"-r", "--recursive"},
            description = "Look into the directories below a directory, too.")
    private boolean recursive;

    AudioFiles find() {
        return AudioFiles.in(paths, recursive);
    }
}
