package io.github.ccmusic.serving;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Remembers which model is active, in memory and, where there is a pointer file, beyond the process. Written by one thread at a time. */
final class PointerKeeper {
    private static final Logger LOG = LoggerFactory.getLogger(GenreRouter.class);

    private final Optional<Path> file;
    private volatile @Nullable ModelPointer now;

    PointerKeeper(Optional<Path> file) {
        this.file = file;
    }

    /** Empty until the first model is active. */
    Optional<ModelPointer> now() {
        return Optional.ofNullable(now);
    }

    /** What the file says. */
    Optional<ModelPointer> stored() throws IOException {
        return file.isPresent() ? ModelPointer.read(file.get()) : Optional.empty();
    }

    /**
     * Moves to another model.
     *
     * @param move from what is now, if anything
     * @return what was before
     * @throws IOException if it could not be written; then nothing has changed
     */
    Optional<ModelPointer> move(Function<Optional<ModelPointer>, ModelPointer> move) throws IOException {
        Optional<ModelPointer> before = now();
        ModelPointer next = move.apply(before);
        try {
            if (file.isPresent() && !stored().equals(Optional.of(next))) {
                next.write(file.get());
            }
        } catch (IOException e) {
            if (before.isPresent()) {
                throw e;
            }
            LOG.warn("{} cannot be written: which model is active will be forgotten ({})", file.get(), e.toString());
        }
        now = next;
        return before;
    }

    @Override
    public String toString() {
        return file.map(Path::toString).orElse("kept in memory only");
    }
}
