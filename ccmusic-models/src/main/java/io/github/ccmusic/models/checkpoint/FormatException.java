package io.github.ccmusic.models.checkpoint;

import org.jspecify.annotations.Nullable;

/** What is wrong with a file, told by a reader that does not know the file's name. {@link Checkpoint} adds it. */
final class FormatException extends Exception {

    private static final long serialVersionUID = 1L;

    private final long offset;
    private final @Nullable String tensor;

    FormatException(String problem) {
        this(problem, -1, null, null);
    }

    FormatException(long offset, String problem) {
        this("at offset " + offset + ": " + problem, offset, null, null);
    }

    private FormatException(String problem, long offset, @Nullable String tensor, @Nullable FormatException cause) {
        super(problem, cause);
        this.offset = offset;
        this.tensor = tensor;
    }

    /** The offset that the message names, -1 if it names none. */
    long offset() {
        return offset;
    }

    @Nullable
    String tensor() {
        return tensor;
    }

    /** The same problem with its place, unless it has one already. */
    FormatException at(long place) {
        return offset >= 0
                ? this
                : new FormatException("at offset " + place + ": " + getMessage(), place, tensor, this);
    }

    /** The same problem, told as one of a part of the file. */
    FormatException in(String part) {
        return new FormatException(part + ", " + getMessage(), offset, tensor, this);
    }

    /** The same problem, told as one of a tensor. */
    FormatException ofTensor(String path) {
        return new FormatException("tensor '" + path + "' " + getMessage(), offset, path, this);
    }
}
