package io.github.ccmusic.models.checkpoint;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** A file that is not a checkpoint, or a damaged, hostile or unsupported one; the message says where and what to do. */
public final class CheckpointException extends IOException {

    private static final long serialVersionUID = 1L;

    private static final int MAX_CHARACTERS = 1000;

    private final String file;
    private final @Nullable String tensor;
    private final long offset;

    CheckpointException(Path file, String problem) {
        this(file, new FormatException(problem));
    }

    CheckpointException(Path file, FormatException problem) {
        super(file + ": " + printable(String.valueOf(problem.getMessage())), problem);
        this.file = file.toString();
        this.tensor = problem.tensor();
        this.offset = problem.offset();
    }

    /** Names from a hostile file may be long, and may hold what a terminal takes for commands. */
    private static String printable(String message) {
        String cut = message.length() <= MAX_CHARACTERS
                ? message
                : message.substring(0, MAX_CHARACTERS / 2) + "…"
                        + message.substring(message.length() - MAX_CHARACTERS / 2);
        return cut.replaceAll("[\\p{Cntrl}\\p{Cf}]", "?");
    }

    /** The file that could not be read. */
    public Path file() {
        return Path.of(file);
    }

    /** Where in the file, or in the entry that the message names, the problem lies; empty if it has no place. */
    public OptionalLong offset() {
        return offset < 0 ? OptionalLong.empty() : OptionalLong.of(offset);
    }

    /** The path of the tensor concerned, such as {@code state_dict/fc.weight}; empty if it is not about one. */
    public Optional<String> tensor() {
        return Optional.ofNullable(tensor);
    }
}
