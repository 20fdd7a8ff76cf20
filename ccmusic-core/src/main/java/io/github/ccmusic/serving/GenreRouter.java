package io.github.ccmusic.serving;

import io.github.ccmusic.Embedding;
import io.github.ccmusic.GenreModel;
import io.github.ccmusic.GenrePrediction;
import io.github.ccmusic.ModelInfo;
import io.github.ccmusic.cqt.audio.AudioClip;
import io.github.ccmusic.cqt.audio.AudioStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * A genre model that can be exchanged while it answers.
 *
 * <pre>{@code
 * try (GenreRouter router = GenreRouter.open(Path.of("models"))) {
 *     router.watch();
 *     router.switchTo("resnet18_cqt");
 *     router.classify(Path.of("song.mp3"));
 * }
 * }</pre>
 *
 * <p>A switch loads the new model, checks it, warms it up, publishes it in one step, and closes the old one when its last call has
 * returned. Whatever fails on the way, the old model answers on. The active model's name outlives the process in a small file.
 *
 * <p>Owned by whoever opened it. Every method may be called from any number of threads; no lock is taken on the way of a call, and no
 * thread outlives {@link #close}.
 */
public final class GenreRouter implements GenreModel {
    private final ModelCatalog catalog;
    private final Switchboard board;
    private final Watch watch;
    private final int parallelFiles;

    private GenreRouter(RouterBuilder builder) throws IOException {
        parallelFiles = builder.parallelFiles;
        PointerKeeper pointer = new PointerKeeper(builder.pointerFile);
        Listeners listeners = new Listeners(builder.listeners);
        Startup startup = Startup.of(builder, pointer.storedOrSetAside());
        catalog = startup.catalog();
        board = new Switchboard(builder, catalog, pointer, listeners);
        watch = new Watch(board, catalog, pointer, builder.watchInterval, listeners);
        try {
            startup.activate(board);
        } catch (SwitchException | RuntimeException | Error e) {
            close();
            throw e;
        }
    }

    static GenreRouter open(RouterBuilder builder) throws IOException {
        try {
            return new GenreRouter(builder);
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    /** Opens a router over a directory of model directories. @see RouterBuilder#open */
    public static GenreRouter open(Path models) throws IOException {
        return builder(models).open();
    }

    /** A builder for a router over a directory of model directories, which may change while it is open. */
    public static RouterBuilder builder(Path models) {
        return new RouterBuilder(ModelCatalog.in(models), Optional.of(models.resolve(ModelPointer.FILE_NAME)));
    }

    /** A builder for a router over any models, each named by its directory; nothing remembers the active one unless a pointer file is set. */
    public static RouterBuilder builder(List<Path> models) {
        return new RouterBuilder(ModelCatalog.of(models), Optional.empty());
    }

    /** The models that there are at this moment; their configs are read, nothing is loaded. */
    public List<AvailableModel> available() {
        return catalog.list();
    }

    /**
     * The name of the active model.
     *
     * @throws IllegalStateException if there is none, after {@link #close} or in the gap of a switch that closes the old model first
     */
    public String active() {
        return board.active().name();
    }

    @Override
    public ModelInfo info() {
        return board.active().model().info();
    }

    /**
     * Makes another model the active one; returns when it is, and the old one's calls have returned.
     *
     * <p>Switches happen one after the other. One that is overtaken by a later one gives up, and its report says so. A candidate that is
     * being tried is stopped.
     *
     * @throws SwitchException if the switch fails or is overtaken; its report says at which step, and the old model answers on
     */
    public SwitchReport switchTo(String name) throws SwitchException {
        return board.switchTo(name);
    }

    /** Does what {@link #switchTo} does on a thread of the router; the future fails with its exception. */
    public CompletableFuture<SwitchReport> switchToAsync(String name) {
        return board.switchToAsync(name);
    }

    /**
     * Switches back to the model that was active before.
     *
     * @throws IllegalStateException if there was none
     * @throws SwitchException if the switch fails or is overtaken
     */
    public SwitchReport rollback() throws SwitchException {
        return board.rollback();
    }

    /**
     * Does everything that a switch does before it publishes, and lets the model go again.
     *
     * @throws SwitchException if the model could not be switched to
     */
    public SwitchReport check(String name) throws SwitchException {
        return board.check(name);
    }

    /**
     * Follows the pointer file, so that another process can switch this one, and reports model directories that appear, once they are
     * complete. A second call does nothing.
     */
    public void watch() {
        watch.start();
    }

    /**
     * Tries a candidate beside the active model: it is asked about a share of the calls, off the callers' threads, and its answers are
     * only looked at.
     *
     * @throws SwitchException if the candidate could not be switched to
     * @throws IllegalStateException if another candidate is being tried
     */
    public Rollout shadow(String candidate, ShadowPolicy policy) throws SwitchException {
        Objects.requireNonNull(policy, "policy");
        return board.tryOut(candidate, (served, calls) -> new ShadowRollout(board, served, calls, policy));
    }

    /**
     * Tries a candidate in the place of the active model: it answers a share of the calls, until it is promoted or stopped or breaks a
     * guardrail.
     *
     * @throws SwitchException if the candidate could not be switched to
     * @throws IllegalStateException if another candidate is being tried
     */
    public Rollout canary(String candidate, CanaryPolicy policy) throws SwitchException {
        Objects.requireNonNull(policy, "policy");
        return board.tryOut(candidate, (served, calls) -> new CanaryRollout(board, served, calls, policy));
    }

    /** The candidate that is being tried, if any. */
    public Optional<Rollout> rollout() {
        return board.rollout();
    }

    /**
     * This router for the calls of one user, session or whatever the key names: a canary answers all of them or none, now and after a
     * restart. It borrows the router; closing it does nothing.
     */
    public GenreModel withKey(String key) {
        return new KeyedModel(this, key);
    }

    @Override
    public GenrePrediction classify(AudioStream audio) throws IOException {
        return answer(new Recording.OfStream(audio), null);
    }

    @Override
    public GenrePrediction classify(Path file) throws IOException {
        return answer(new Recording.OfFile(file), null);
    }

    @Override
    public GenrePrediction classify(AudioClip clip) {
        return KeyedModel.inMemory(() -> answer(new Recording.OfClip(clip), null));
    }

    /** Returns what the active model's network sees in a piece of sound; a candidate that is being tried is not asked. */
    @Override
    public Embedding embed(AudioStream audio) throws IOException {
        return board.embed(audio);
    }

    /** Opens a file as the active model does. */
    @Override
    public AudioStream openAudio(Path file) throws IOException {
        return board.active().model().openAudio(file);
    }

    /** Opens bytes as the active model does. */
    @Override
    public AudioStream openAudio(InputStream bytes) throws IOException {
        return board.active().model().openAudio(bytes);
    }

    @Override
    public int parallelFiles() {
        return parallelFiles;
    }

    GenrePrediction answer(Recording recording, @Nullable String key) throws IOException {
        return board.answer(recording, key);
    }

    /**
     * Turns calls away, and waits for those in flight, for a switch that is on its way and for what is tried, but no longer than
     * {@link RouterBuilder#drainTimeout}: what hangs is freed when it returns. Called by a listener, it returns at once, and is done on
     * another thread.
     */
    @Override
    public void close() {
        watch.stop();
        board.whereItMayWait(() -> board.close(watch::await));
    }
}
