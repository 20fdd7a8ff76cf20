package io.github.ccmusic;

import io.github.ccmusic.cqt.audio.AudioStream;
import io.github.ccmusic.cqt.image.Slice;
import io.github.ccmusic.decoding.RecordingReader;
import io.github.ccmusic.modeldir.Activation;
import io.github.ccmusic.modeldir.Aggregation;
import io.github.ccmusic.modeldir.ModelConfig;
import io.github.ccmusic.modeldir.ModelDirectory;
import io.github.ccmusic.models.CallGate;
import io.github.ccmusic.models.KernelProof;
import io.github.ccmusic.models.Network;
import io.github.ccmusic.selfcheck.SelfCheckException;
import io.github.ccmusic.selfcheck.SelfCheckReport;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A genre model loaded from a directory with a checkpoint and, optionally, a config.json.
 *
 * <pre>{@code
 * try (GenreModel model = GenreClassifier.load(Path.of("vgg19_bn_cqt"))) {
 *     System.out.println(model.classify(Path.of("song.mp3")).best().id());
 * }
 * }</pre>
 *
 * <p>Owned by whoever loads it. One that is forgotten without being closed is freed some time after, with a warning. Every method may be called from any number of threads, and an answer does not depend on how many
 * there are.
 */
public final class GenreClassifier implements GenreModel {
    private static final Logger LOG = LoggerFactory.getLogger(GenreClassifier.class);

    private final ModelConfig config;
    private final ModelInfo info;
    private final SelfCheckReport selfCheck;
    private final FrontEnd frontEnd;
    private final RecordingReader recordings;
    private final Network network;
    private final ClassifierOptions options;
    private final CallGate calls;
    private final ForgottenModel forgotten;

    /** Set when the calls in flight are waited for no longer. */
    private volatile boolean cutOff;

    /** Takes the recordings' reader and the network over; the loader has made sure that it fits the config. */
    GenreClassifier(
            ModelConfig config,
            ModelInfo info,
            SelfCheckReport selfCheck,
            FrontEnd frontEnd,
            RecordingReader recordings,
            Network network,
            ClassifierOptions options) {
        this.config = config;
        this.info = info;
        this.selfCheck = selfCheck;
        this.frontEnd = frontEnd;
        this.recordings = recordings;
        this.network = network;
        this.options = options;
        this.calls = new CallGate("model " + info.identity().name(), () -> {
            recordings.close();
            network.close();
        });
        // A call that goes on although nobody can reach the model any more is waited for.
        this.forgotten = ForgottenModel.watch(this, info.identity().toString(), calls::shutAndWait);
    }

    /**
     * Loads a model and checks it.
     *
     * @param fileOrDirectory the model directory, or the checkpoint inside it
     * @throws io.github.ccmusic.modeldir.ModelConfigException if config.json is at fault, or there is no checkpoint
     * @throws io.github.ccmusic.models.checkpoint.CheckpointException if the file that is named is no checkpoint, and of no model either
     * @throws SelfCheckException if the weights are at fault, or config.json and they do not fit each other, or the model does not answer as it
     *     should; nothing of it is left in memory
     * @throws IOException if a file cannot be read
     * @throws IllegalStateException if the engine does not start
     * @throws IllegalArgumentException if there is no such device as the options name
     */
    public static GenreClassifier load(Path fileOrDirectory) throws IOException {
        return load(fileOrDirectory, ClassifierOptions.defaults());
    }

    /** Loads a model with other options than the defaults, as {@link #load(Path)} does. */
    public static GenreClassifier load(Path fileOrDirectory, ClassifierOptions options) throws IOException {
        try {
            ModelDirectory directory = ModelDirectory.open(fileOrDirectory);
            CheckpointNetwork.requireArchitecture(directory, options.architectures());
            return new ModelLoader(directory, options, CheckpointNetwork.LOADER).load();
        } catch (FileSystemException e) {
            throw ReadFault.named(fileOrDirectory.toString(), e);
        }
    }

    /**
     * Loads the model that the system property {@code ccmusic.model.path}, else the environment variable {@code CCMUSIC_MODEL_PATH}
     * names: a model directory, or the checkpoint inside it.
     *
     * @throws IllegalStateException if neither is set
     */
    public static GenreClassifier fromEnvironment() throws IOException {
        return builder().fromEnvironment();
    }

    /** A builder whose {@code load} and {@code fromEnvironment} take options: device, threads, checks, an architecture or a feature of your own. */
    public static ClassifierOptions.Builder builder() {
        return ClassifierOptions.builder();
    }

    @Override
    public ModelInfo info() {
        return info;
    }

    /** What config.json says, with every default filled in. */
    public ModelConfig config() {
        return config;
    }

    @Override
    public int parallelFiles() {
        return options.parallelFiles();
    }

    /** What was checked when the model was loaded, and what was found. */
    public SelfCheckReport selfCheck() {
        return selfCheck;
    }

    Optional<KernelProof> proof() {
        return network.proof();
    }

    @Override
    public GenrePrediction classify(AudioStream audio) throws IOException {
        calls.enter();
        try {
            long start = System.nanoTime();
            SlicedSound sound = frontEnd.listen(audio, this::requireWanted);
            SliceAnswers answers = SliceAnswers.of(sound, config, network, options.batch(), this::requireWanted);
            GenrePrediction prediction = prediction(sound, answers, start);
            debug("classified", audio, sound, prediction.timings());
            return prediction;
        } finally {
            calls.leave();
        }
    }

    @Override
    public void classifyAll(Iterable<Path> files, Consumer<? super FileResult> each) {
        batch(file -> new FileResult.Classified(file, classify(file)), files, each);
    }

    @Override
    public Embedding embed(AudioStream audio) throws IOException {
        calls.enter();
        try {
            long start = System.nanoTime();
            SlicedSound sound = frontEnd.listen(audio, this::requireWanted);
            SliceRows features = SliceRows.of(sound, config, options.batch(), network::features, this::requireWanted);
            Embedding embedding = embedding(sound, features, start);
            debug("embedded", audio, sound, embedding.timings());
            return embedding;
        } finally {
            calls.leave();
        }
    }

    @Override
    public void embedAll(Iterable<Path> files, Consumer<? super FileResult> each) {
        batch(file -> new FileResult.Embedded(file, embed(file)), files, each);
    }

    /** One call, of which the work on each file is a part: a model that is closed meanwhile waits for the last of them. */
    private void batch(FileBatch.Work work, Iterable<Path> files, Consumer<? super FileResult> each) {
        calls.enter();
        try {
            FileBatch.Work part = file -> {
                calls.enterForCallInside();
                try {
                    return work.on(file);
                } finally {
                    calls.leave();
                }
            };
            new FileBatch(part, options.parallelFiles(), this::requireWanted).run(files, each);
        } finally {
            calls.leave();
        }
    }

    private void requireWanted() throws InterruptedIOException {
        StopCheck.INTERRUPTION.check();
        if (cutOff) {
            throw calls.closed();
        }
    }

    @Override
    public AudioStream openAudio(Path file) throws IOException {
        return recordings.open(file);
    }

    @Override
    public AudioStream openAudio(InputStream bytes) throws IOException {
        return recordings.open(bytes);
    }

    @Override
    public void close() {
        calls.shutAndWait();
        forgotten.closed();
    }

    /**
     * Closes the model as {@link #close()} does, but waits for the calls in flight no longer than that. Those that are left then end with an
     * {@link IllegalStateException} instead of their answer, as soon as an interrupted call would; the last of them frees the memory, so that
     * none is taken from under a call. An interrupted thread does not wait, and stays interrupted.
     *
     * @return whether every call returned in time; if not, they are being ended
     * @throws IllegalStateException if this thread is inside a call
     */
    public boolean close(Duration atMost) {
        boolean left = calls.shutAndEmptyWithin(atMost);
        cutOff = !left;
        forgotten.closed();
        return left;
    }

    @Override
    public String toString() {
        return "GenreClassifier[" + info.identity() + "]";
    }

    private void debug(String what, AudioStream audio, SlicedSound sound, Timings timings) {
        LOG.debug(
                "{} {} s at {} Hz from {}: {} slices, {}",
                what,
                Math.round(10 * sound.spectrogram().seconds()) / 10.0,
                audio.sampleRateHz(),
                audio,
                sound.slices().size(),
                timings);
    }

    private GenrePrediction prediction(SlicedSound sound, SliceAnswers answers, long start) {
        boolean vote = config.aggregation() == Aggregation.VOTE;
        double[] mean = answers.mean();
        List<SlicePrediction> slices = new ArrayList<>();
        for (int i = 0; i < sound.slices().size(); i++) {
            Slice slice = sound.slices().get(i);
            double[] probabilities = answers.probabilities().get(i);
            slices.add(new SlicePrediction(
                    slice.startSeconds(), slice.endSeconds(), ranking(probabilities, probabilities)));
        }
        return new GenrePrediction(
                Optional.empty(),
                info.identity(),
                ranking(vote ? answers.votes() : mean, mean),
                vote || config.activation() == Activation.SOFTMAX,
                slices,
                sound.warnings(),
                timings(sound, answers.drawing(), answers.network(), start));
    }

    private Embedding embedding(SlicedSound sound, SliceRows features, long start) {
        List<Embedding.Slice> slices = new ArrayList<>();
        for (int i = 0; i < sound.slices().size(); i++) {
            Slice slice = sound.slices().get(i);
            slices.add(Embedding.Slice.of(
                    slice.startSeconds(), slice.endSeconds(), features.rows().get(i)));
        }
        return Embedding.of(
                info.identity(),
                slices,
                sound.warnings(),
                timings(sound, features.drawing(), features.network(), start));
    }

    private static Timings timings(SlicedSound sound, Duration drawing, Duration network, long start) {
        return new Timings(
                sound.decoding(), sound.transforming(), drawing, network, Duration.ofNanos(System.nanoTime() - start));
    }

    /** The genres by probability, equal ones by {@code tie}, and then in the order of the last layer. */
    private List<GenreProbability> ranking(double[] probabilities, double[] tie) {
        return IntStream.range(0, probabilities.length)
                .boxed()
                .sorted(Comparator.<Integer>comparingDouble(i -> -probabilities[i])
                        .thenComparingDouble(i -> -tie[i]))
                // A mean of probabilities may pass 1 by a rounding error.
                .map(i -> new GenreProbability(info.genres().get(i), Math.min(1, probabilities[i])))
                .toList();
    }
}
