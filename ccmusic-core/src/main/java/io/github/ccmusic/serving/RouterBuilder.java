package io.github.ccmusic.serving;

import io.github.ccmusic.ClassifierOptions;
import io.github.ccmusic.ModelTrial;
import io.github.ccmusic.modeldir.ModelDirectory;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Function;

/** Collects how a router is to behave. For one thread; made by {@link GenreRouter#builder}. */
public final class RouterBuilder {
    /** More than anybody waits for, and few enough nanoseconds to be counted. */
    private static final Duration FOREVER = Duration.ofDays(36_500);

    final ModelCatalog catalog;
    final List<RouterListener> listeners = new ArrayList<>();
    private ClassifierOptions options = ClassifierOptions.defaults();
    ModelSource source = new DirectorySource(options);
    Optional<Function<ClassifierOptions, ModelTrial>> trial = Optional.empty();
    int parallelFiles = options.parallelFiles();
    Optional<Path> environment = ModelDirectory.environmentPath();
    Optional<Path> pointerFile;
    Optional<String> initial = Optional.empty();
    OptionalDouble memoryLimitMb = OptionalDouble.empty();
    double keptAudioMb = Runtime.getRuntime().maxMemory() / 8e6;
    boolean closeFirst;
    int warmUps = 1;
    Duration drainTimeout = Duration.ofSeconds(30);
    Duration watchInterval = Duration.ofSeconds(1);

    RouterBuilder(ModelCatalog catalog, Optional<Path> pointerFile) {
        this.catalog = catalog;
        this.pointerFile = pointerFile;
        listeners.add(new LoggingListener());
    }

    /** How models are loaded and run. */
    public RouterBuilder classifier(ClassifierOptions options) {
        this.options = options;
        source = new DirectorySource(options);
        parallelFiles = options.parallelFiles();
        return this;
    }

    /** Does what {@link #checkInOwnProcess(Duration)} does, with a limit of two minutes. */
    public RouterBuilder checkInOwnProcess() {
        return checkInOwnProcess(Duration.ofMinutes(2));
    }

    /**
     * Has each model loaded and checked in a process of its own before it is loaded in this one, so that one that crashes, hangs or takes
     * all memory is a model that failed its self-check. It takes as long again, and the model is in memory twice.
     *
     * @param limit how long that may take
     */
    public RouterBuilder checkInOwnProcess(Duration limit) {
        trial = Optional.of(given -> ModelTrial.with(given).within(limit));
        return this;
    }

    /** The model to start with where neither the environment nor the pointer file names one. */
    public RouterBuilder initial(String name) {
        initial = Optional.of(name);
        return this;
    }

    /** The file that remembers the active model; {@code active.json} in the directory of models by default. */
    public RouterBuilder pointer(Path file) {
        pointerFile = Optional.of(file);
        return this;
    }

    /** Has no file remember the active model: a router that is opened again starts with {@link #initial}. */
    public RouterBuilder pointerInMemory() {
        pointerFile = Optional.empty();
        return this;
    }

    /**
     * What the models in memory may need together, in units of 10⁶ bytes: a switch past it is refused before anything is loaded. A model
     * needs its {@code required_memory_mb}, else the size of its checkpoint.
     */
    public RouterBuilder memoryLimitMb(double limit) {
        if (!(limit > 0)) {
            throw new IllegalArgumentException("limit must be positive: " + limit);
        }
        memoryLimitMb = OptionalDouble.of(limit);
        return this;
    }

    /**
     * How much sound may be kept in memory for a second model to hear, in units of 10⁶ bytes and for all calls together; an eighth of the
     * heap by default. It is taken by streams, and by clips that wait to be compared, while a candidate is tried. What there is no room for
     * is not compared, and a canary leaves it to the active model.
     */
    public RouterBuilder keptAudioMb(double limit) {
        if (!(limit >= 0)) {
            throw new IllegalArgumentException("limit must not be negative: " + limit);
        }
        keptAudioMb = limit;
        return this;
    }

    /**
     * Has a switch close the old model before it loads the new one, on a machine that cannot hold both. This has a gap: meanwhile calls
     * are turned away. If the new model does not load, the old one is loaded again. The gap does not open, and the switch fails, as long as
     * a call does not return from the old model: see {@link #drainTimeout}.
     */
    public RouterBuilder closeFirst() {
        closeFirst = true;
        return this;
    }

    /** How many clips of noise a new model judges before it is made active; 1 by default. */
    public RouterBuilder warmUps(int clips) {
        if (clips < 0) {
            throw new IllegalArgumentException("clips must not be negative: " + clips);
        }
        warmUps = clips;
        return this;
    }

    /**
     * How long a switch waits for the old model's calls, 30 s by default; after that the model is closed as soon as they return, or with
     * {@link #closeFirst} kept. {@link GenreRouter#close} waits as long.
     */
    public RouterBuilder drainTimeout(Duration timeout) {
        if (timeout.isNegative()) {
            throw new IllegalArgumentException("timeout must not be negative: " + timeout);
        }
        drainTimeout = timeout.compareTo(FOREVER) < 0 ? timeout : FOREVER;
        return this;
    }

    /** How often {@link GenreRouter#watch} looks; every second by default. */
    public RouterBuilder watchInterval(Duration interval) {
        if (interval.isNegative() || interval.isZero()) {
            throw new IllegalArgumentException("interval must be positive: " + interval);
        }
        watchInterval = interval.compareTo(FOREVER) < 0 ? interval : FOREVER;
        return this;
    }

    /** Adds a listener. */
    public RouterBuilder listener(RouterListener listener) {
        listeners.add(listener);
        return this;
    }

    /**
     * Opens the router: loads and checks the model that the environment, else the pointer file, else {@link #initial} names, else the only
     * one there is. If that fails, those that were active before are tried, the latest first, and then {@link #initial}.
     *
     * @return the router, which the caller closes
     * @throws SwitchException if no model could be loaded
     * @throws IOException if the directory of models or the pointer file cannot be read
     * @throws IllegalStateException if nothing says with which of several models to start
     * @throws IllegalArgumentException if models are to be checked in a process of their own and need parts that only this one has
     */
    public GenreRouter open() throws IOException {
        return GenreRouter.open(this);
    }

    /** Where models come from, once they have passed what is asked of them. */
    ModelSource checkedSource() {
        return trial.map(with -> with.apply(options))
                .<ModelSource>map(own -> new TriedSource(source, own))
                .orElse(source);
    }
}
