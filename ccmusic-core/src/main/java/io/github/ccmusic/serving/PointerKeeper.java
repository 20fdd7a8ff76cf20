package io.github.ccmusic.serving;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Remembers which model is active, in memory and, where there is a pointer file, beyond the process. Written by one thread at a time. */
final class PointerKeeper {
    private static final Logger LOG = LoggerFactory.getLogger(GenreRouter.class);

    private final Optional<PointerFile> file;
    private volatile @Nullable ModelPointer now;

    PointerKeeper(Optional<Path> file) {
        this.file = file.map(PointerFile::new);
    }

    /** Empty until the first model is active. */
    Optional<ModelPointer> now() {
        return Optional.ofNullable(now);
    }

    /** What the file says. */
    Optional<ModelPointer> stored() throws IOException {
        return file.isPresent() ? file.get().read() : Optional.empty();
    }

    /** What the file says; a damaged one is set aside. */
    Optional<ModelPointer> storedOrSetAside() throws IOException {
        return file.isPresent() ? file.get().readOrSetAside() : Optional.empty();
    }

    /**
     * Moves to another model.
     *
     * @throws IOException if it could not be written; then nothing has changed
     */
    void moveTo(ModelPointer next) throws IOException {
        try {
            if (file.isPresent() && !storedOrSetAside().equals(Optional.of(next))) {
                file.get().write(next);
            }
        } catch (IOException e) {
            String problem = file.orElseThrow() + " cannot be written (" + e + "). Make its directory writable, "
                    + "or have the builder keep it elsewhere by pointer(…), or nowhere by pointerInMemory()";
            if (now != null) {
                throw new IOException(problem, e);
            }
            LOG.warn("which model is active will be forgotten: {}", problem);
        }
        now = next;
    }

    @Override
    public String toString() {
        return file.map(PointerFile::toString).orElse("kept in memory only");
    }
}
