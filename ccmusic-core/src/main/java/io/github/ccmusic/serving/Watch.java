package io.github.ccmusic.serving;

import io.github.ccmusic.modeldir.ModelDirectory;
import io.github.ccmusic.models.checkpoint.Checkpoint;
import io.github.ccmusic.threads.OwnedThreads;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at the pointer file and the directory of models now and then. Looking, other than the system's notifications, works on network
 * and container mounts too.
 */
final class Watch {
    private static final Logger LOG = LoggerFactory.getLogger(GenreRouter.class);

    private final Switchboard board;
    private final ModelCatalog catalog;
    private final PointerKeeper pointer;
    private final Duration interval;
    private final Listeners listeners;
    private final OwnedThreads threads = new OwnedThreads("ccmusic-watch");
    private final Thread thread = threads.newThread(this::run);
    private volatile boolean closed;
    private boolean started;
    private String problem = "";

    /** What was tried and failed; it is tried again when one of the two changes. */
    private Optional<Attempt> failed = Optional.empty();

    private record Attempt(ModelPointer pointer, Optional<Stamp> model) {}

    /** How a checkpoint looks from outside: as long as it is being copied, this changes. */
    private record Stamp(long size, FileTime modified) {}

    private final Set<String> known = new HashSet<>();
    private final Map<String, Stamp> appeared = new HashMap<>();

    Watch(Switchboard board, ModelCatalog catalog, PointerKeeper pointer, Duration interval, Listeners listeners) {
        this.board = board;
        this.catalog = catalog;
        this.pointer = pointer;
        this.interval = interval;
        this.listeners = listeners;
    }

    synchronized void start() {
        if (!started && !closed) {
            started = true;
            usable().forEach(model -> known.add(model.name()));
            thread.start();
        }
    }

    private void run() {
        while (!closed) {
            try {
                followPointer();
                discover();
                listeners.deliver();
                problem = "";
            } catch (IOException | RuntimeException | Error e) {
                warn(String.valueOf(e.getMessage()), e);
            }
            try {
                Thread.sleep(Math.max(1, interval.toMillis()));
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    /** Once for each problem, and not with every look. */
    private void warn(String what, Throwable cause) {
        if (!what.equals(problem)) {
            LOG.warn("cannot look after the models: {}", what, cause);
            problem = what;
        }
    }

    private void followPointer() throws IOException {
        Optional<ModelPointer> written = pointer.stored();
        if (written.isEmpty() || written.equals(pointer.now())) {
            return;
        }
        Attempt attempt = new Attempt(written.get(), stamp(written.get().active()));
        if (failed.equals(Optional.of(attempt))) {
            return;
        }
        failed = Optional.empty();
        try {
            board.follow(written.get());
        } catch (SwitchException e) {
            failed = Optional.of(attempt);
        }
    }

    /** A new model counts once its checkpoint has stopped changing between two looks and its container is whole. */
    private void discover() {
        for (AvailableModel model : usable()) {
            Stamp stamp = stamp(model.name()).orElse(null);
            if (stamp == null || known.contains(model.name())) {
                continue;
            }
            if (stamp.equals(appeared.put(model.name(), stamp)) && isWhole(model.path())) {
                appeared.remove(model.name());
                known.add(model.name());
                listeners.discovered(model);
            }
        }
    }

    private List<AvailableModel> usable() {
        return catalog.list().stream()
                .filter(model -> model.problem().isEmpty())
                .toList();
    }

    private Optional<Stamp> stamp(String name) {
        try {
            Path checkpoint = ModelDirectory.open(catalog.path(name)).checkpoint();
            return Optional.of(new Stamp(Files.size(checkpoint), Files.getLastModifiedTime(checkpoint)));
        } catch (IOException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static boolean isWhole(Path model) {
        try (Checkpoint checkpoint = Checkpoint.open(ModelDirectory.open(model).checkpoint())) {
            return !checkpoint.tensors().isEmpty();
        } catch (IOException e) {
            return false;
        }
    }

    /** Looks no more. */
    synchronized void stop() {
        closed = true;
        thread.interrupt();
    }

    /** Waits until the last look is over, and tells whether that was within the time. */
    boolean await(Duration patience) {
        return threads.join(patience);
    }
}
