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

    /** Every so many looks spare nothing. */
    private static final int THOROUGH = 32;

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
    private record Stamp(long size, FileTime modified) {
        static Stamp of(Path file) throws IOException {
            return new Stamp(Files.size(file), Files.getLastModifiedTime(file));
        }
    }

    /** Models that were there or were reported; they are not looked at again. */
    private final Set<String> known = new HashSet<>();

    /** How the checkpoints of the others looked last, and of those of them that are not whole. */
    private final Map<String, Stamp> appeared = new HashMap<>();

    private final Map<String, Stamp> damaged = new HashMap<>();

    /** How the directories looked that are no models. */
    private final Map<String, Outside> unusable = new HashMap<>();

    private int looks;

    /** What of a directory changes when a file is put into it, taken out of it, or its config is written. */
    private record Outside(FileTime directory, Optional<Stamp> config) {
        static Outside of(Path model) throws IOException {
            Path config = model.resolve("config.json");
            return new Outside(
                    Files.getLastModifiedTime(model),
                    Files.exists(config) ? Optional.of(Stamp.of(config)) : Optional.empty());
        }
    }

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
            catalog.list().stream()
                    .filter(model -> model.problem().isEmpty())
                    .forEach(model -> known.add(model.name()));
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

    private void discover() {
        boolean thorough = looks++ % THOROUGH == 0;
        for (Map.Entry<String, Path> entry :
                catalog.paths(name -> !known.contains(name)).entrySet()) {
            Optional<AvailableModel> model = usable(entry.getKey(), entry.getValue(), thorough);
            if (model.isPresent() && isComplete(model.get())) {
                appeared.remove(entry.getKey());
                known.add(entry.getKey());
                listeners.discovered(model.get());
            }
        }
    }

    /** A directory that could not be used is left alone until it changes; what lies deeper in it only a thorough look sees. */
    private Optional<AvailableModel> usable(String name, Path path, boolean thorough) {
        Outside outside;
        try {
            outside = Outside.of(path);
        } catch (IOException e) {
            // Gone since it was listed.
            return Optional.empty();
        }
        if (!thorough && outside.equals(unusable.get(name))) {
            return Optional.empty();
        }
        AvailableModel model = ModelCatalog.look(name, path);
        if (model.problem().isPresent()) {
            unusable.put(name, outside);
            return Optional.empty();
        }
        unusable.remove(name);
        return Optional.of(model);
    }

    /** A new model counts once its checkpoint has stopped changing between two looks and its container is whole. */
    private boolean isComplete(AvailableModel model) {
        Stamp stamp = stamp(model.name()).orElse(null);
        if (stamp == null
                || !stamp.equals(appeared.put(model.name(), stamp))
                || stamp.equals(damaged.get(model.name()))) {
            return false;
        }
        if (isWhole(model.path())) {
            damaged.remove(model.name());
            return true;
        }
        damaged.put(model.name(), stamp);
        return false;
    }

    private Optional<Stamp> stamp(String name) {
        try {
            Path checkpoint = ModelDirectory.open(catalog.path(name)).checkpoint();
            return Optional.of(Stamp.of(checkpoint));
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
