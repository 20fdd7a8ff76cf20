package io.github.ccmusic;

import io.github.ccmusic.decoding.RecordingReader;
import io.github.ccmusic.modeldir.Aggregation;
import io.github.ccmusic.modeldir.ModelConfig;
import io.github.ccmusic.modeldir.ModelConfigException;
import io.github.ccmusic.modeldir.ModelDirectory;
import io.github.ccmusic.models.KernelProof;
import io.github.ccmusic.models.Network;
import io.github.ccmusic.selfcheck.SelfCheck;
import io.github.ccmusic.selfcheck.SelfCheckLevel;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Loads a model step by step, each a check. Whichever fails, nothing of the model is left in memory. */
final class ModelLoader {
    private static final Logger LOG = LoggerFactory.getLogger(GenreClassifier.class);

    private final ModelDirectory directory;
    private final ModelConfig config;
    private final ClassifierOptions options;
    private final NetworkLoader networks;
    private final SelfCheck check;
    private final List<String> warnings = new ArrayList<>();

    ModelLoader(ModelDirectory directory, ClassifierOptions options, NetworkLoader networks) {
        this.directory = directory;
        this.config = directory.config();
        this.options = options;
        this.networks = networks;
        this.check = new SelfCheck(directory.path());
    }

    GenreClassifier load() throws IOException {
        long start = System.nanoTime();
        FrontEnd frontEnd = FrontEnd.of(directory, options);
        GenreClassifier classifier = load(frontEnd);
        log(classifier.info(), classifier.proof(), System.nanoTime() - start);
        return classifier;
    }

    private GenreClassifier load(FrontEnd frontEnd) throws IOException {
        // A decoder in a process of its own starts while the weights are loaded.
        RecordingReader recordings = options.recordings();
        Network network = null;
        GenreClassifier classifier = null;
        FileStamp stamp = FileStamp.settled(directory.checkpoint());
        try (Checksum checksum = Checksum.start(directory)) {
            network = check.step("weights", () -> networks.load(directory, options, warnings::add), this::size);
            String sha256 = check.step("sha256", () -> sha256(checksum, stamp), hex -> hex);
            check.kernels(network);
            List<Genre> genres = genres(network);
            checkAnswers(network, frontEnd, recordings);
            classifier = new GenreClassifier(
                    config, info(sha256, genres), check.report(), frontEnd, recordings, network, options);
            return classifier;
        } finally {
            if (classifier == null) {
                recordings.close();
                if (network != null) {
                    network.close();
                }
            }
        }
    }

    /** Of what was read, into the network as into the checksum: both read for themselves. */
    private String sha256(Checksum checksum, FileStamp stamp) throws IOException {
        String sha256 = checksum.get();
        stamp.requireUnchanged(directory.checkpoint());
        return sha256;
    }

    private String size(Network network) {
        return String.format(
                Locale.ROOT,
                "%s, %d classes, %.1f MB",
                config.arch(),
                network.classes(),
                directory.checkpoint().toFile().length() / 1e6);
    }

    private List<Genre> genres(Network network) throws IOException {
        return check.step(
                "labels",
                () -> {
                    if (config.classes().orElse(network.classes()) != network.classes()) {
                        throw new ModelConfigException(
                                directory.configFile(),
                                "num_classes",
                                "\"num_classes\" is " + config.classes().getAsInt() + ", but the last layer of "
                                        + directory.checkpoint() + " has " + network.classes()
                                        + " outputs. Compare config.json with the checkpoint.");
                    }
                    return GenreLabels.of(directory, network.classes());
                },
                genres -> genres.get(0).id() + " … "
                        + genres.get(genres.size() - 1).id());
    }

    private void checkAnswers(Network network, FrontEnd frontEnd, RecordingReader recordings) throws IOException {
        if (options.selfCheck() == SelfCheckLevel.WEIGHTS) {
            check.skip("forward pass", "not asked for");
        } else {
            check.forward(network);
        }
        if (options.selfCheck() != SelfCheckLevel.STORED_ANSWER) {
            check.skip("stored answer", "not asked for");
        } else {
            check.storedAnswer(directory, network, clip -> answer(clip, network, frontEnd, recordings));
        }
    }

    private double[] answer(Path clip, Network network, FrontEnd frontEnd, RecordingReader recordings)
            throws IOException {
        SliceAnswers answers = ReadFault.naming(
                clip,
                () -> recordings.open(clip),
                audio -> SliceAnswers.of(
                        frontEnd.listen(audio), config, network, options.batch(), StopCheck.INTERRUPTION));
        return config.aggregation() == Aggregation.VOTE ? answers.votes() : answers.mean();
    }

    private ModelInfo info(String sha256, List<Genre> genres) {
        warnings.addAll(config.warnings());
        if (config.labels().ids().isEmpty() && genres.size() != UpstreamGenres.IDS.size()) {
            warnings.add("the classes have no names: add \"labels\" to config.json");
        }
        return new ModelInfo(
                new ModelIdentity(config.name(), config.version(), config.arch(), sha256),
                genres,
                config.slices(),
                config.declared(),
                config.provenance(),
                config.metrics(),
                config.extra(),
                warnings);
    }

    private void log(ModelInfo info, Optional<KernelProof> proof, long nanos) {
        LOG.info(
                "loaded {} from {}: {} genres, on {} by {}, checked in {} ms{}",
                info.identity(),
                directory.path(),
                info.genres().size(),
                options.network(config).device(),
                proof.map(KernelProof::dialect).orElse("an engine of its own"),
                nanos / 1_000_000,
                info.extra().isEmpty()
                        ? ""
                        : "; keys of config.json that are not known: "
                                + info.extra().keySet());
        info.warnings().forEach(warning -> LOG.warn("{}: {}", directory.path(), warning));
    }
}
