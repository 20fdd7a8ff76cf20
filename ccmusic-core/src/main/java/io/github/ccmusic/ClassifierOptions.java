package io.github.ccmusic;

import io.github.ccmusic.cqt.SpectralFeature;
import io.github.ccmusic.decoding.AudioDecoding;
import io.github.ccmusic.decoding.RecordingReader;
import io.github.ccmusic.modeldir.InputSize;
import io.github.ccmusic.modeldir.ModelConfig;
import io.github.ccmusic.modeldir.ModelDirectory;
import io.github.ccmusic.models.NetworkOptions;
import io.github.ccmusic.models.arch.Architecture;
import io.github.ccmusic.models.arch.Architectures;
import io.github.ccmusic.selfcheck.SelfCheckLevel;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** How a model is loaded and run, apart from what its own config.json says. Immutable. */
public final class ClassifierOptions {
    private final NetworkOptions network;
    private final Optional<NetworkOptions.Precision> precision;
    private final SelfCheckLevel selfCheck;
    private final Architectures architectures;
    private final Map<String, SpectralFeature> features;
    private final int batch;
    private final int parallelFiles;
    private final AudioDecoding decoding;
    private final boolean ownParts;

    private ClassifierOptions(Builder builder) {
        network = builder.network;
        precision = builder.precision;
        selfCheck = builder.selfCheck;
        architectures = builder.architectures;
        features = Map.copyOf(builder.features);
        batch = builder.batch;
        parallelFiles = builder.parallelFiles;
        decoding = builder.decoding;
        ownParts = builder.ownParts;
    }

    /** The CPU, every check, and as many files at a time as there are processors. */
    public static ClassifierOptions defaults() {
        return new Builder().build();
    }

    /** A builder that starts from the defaults. */
    public static Builder builder() {
        return new Builder();
    }

    /** Where and how the network of a model computes. */
    NetworkOptions network(ModelConfig config) {
        return network.precision(precision.orElse(config.precision()));
    }

    /** The size of the pictures that a model takes: its config's, else what its architecture was made for. */
    InputSize inputSize(ModelConfig config) {
        String arch = config.arch();
        // An architecture that there is not is refused by whoever needs more of it than its size.
        int side = architectures.contains(arch) ? architectures.named(arch).inputSize() : 224;
        return config.inputSize().orElse(new InputSize(side, side));
    }

    SelfCheckLevel selfCheck() {
        return selfCheck;
    }

    Architectures architectures() {
        return architectures;
    }

    Map<String, SpectralFeature> features() {
        return features;
    }

    int batch() {
        return batch;
    }

    /** How many files {@link GenreModel#classifyAll} and {@link GenreModel#embedAll} work on at a time. */
    public int parallelFiles() {
        return parallelFiles;
    }

    /** What reads the recordings of one model, which closes it. */
    RecordingReader recordings() throws IOException {
        return decoding.reader(Math.max(parallelFiles, Runtime.getRuntime().availableProcessors()));
    }

    /** Whether there is an architecture or a feature that only the user's own code has. */
    boolean hasOwnParts() {
        return ownParts;
    }

    /** Collects options. For one thread. */
    public static final class Builder {
        private NetworkOptions network = NetworkOptions.defaults();
        private Optional<NetworkOptions.Precision> precision = Optional.empty();
        private SelfCheckLevel selfCheck = SelfCheckLevel.STORED_ANSWER;
        private Architectures architectures = Architectures.builtIn();
        private final Map<String, SpectralFeature> features = new LinkedHashMap<>();
        private int batch = 8;
        private int parallelFiles = Runtime.getRuntime().availableProcessors();
        private AudioDecoding decoding = AudioDecoding.inProcess();
        private boolean ownParts;

        private Builder() {}

        /** Where the network runs: {@code cpu} (the default), {@code gpu}, {@code gpu1}, …. A GPU that is not there is an error at loading. */
        public Builder device(String name) {
            network = network.device(name);
            return this;
        }

        /**
         * How many threads one forward pass may use on a CPU; 1 by default, which is best where several threads call at once. The engine
         * has one pool of threads a process: the first network that is loaded decides.
         *
         * @throws IllegalArgumentException if {@code count} is less than 1
         */
        public Builder threads(int count) {
            network = network.threads(count);
            return this;
        }

        /** The number format in which the network computes, whatever the model's config says. */
        public Builder precision(NetworkOptions.Precision format) {
            precision = Optional.of(format);
            return this;
        }

        /** How much is checked before the model may answer; everything by default. */
        public Builder selfCheck(SelfCheckLevel level) {
            selfCheck = level;
            return this;
        }

        /** Adds an architecture that a model's {@code arch} may name. */
        public Builder architecture(Architecture architecture) {
            architectures = architectures.with(architecture);
            ownParts = true;
            return this;
        }

        /** Adds a feature that a model's {@code feature} may name, in the place of any built-in one of that name. */
        public Builder feature(String name, SpectralFeature feature) {
            features.put(name, feature);
            ownParts = true;
            return this;
        }

        /** How many slices go through the network at once, 8 by default: more need more memory. */
        public Builder batch(int slices) {
            if (slices < 1) {
                throw new IllegalArgumentException("slices must be positive: " + slices);
            }
            batch = slices;
            return this;
        }

        /** How many files {@link GenreModel#classifyAll} and {@link GenreModel#embedAll} work on at a time; as many as there are processors by default. */
        public Builder parallelFiles(int count) {
            if (count < 1) {
                throw new IllegalArgumentException("count must be positive: " + count);
            }
            parallelFiles = count;
            return this;
        }

        /** Where compressed recordings are decoded: in this process by default, or {@link AudioDecoding#isolated} from it. */
        public Builder decoding(AudioDecoding where) {
            decoding = where;
            return this;
        }

        /** The options as they stand. */
        public ClassifierOptions build() {
            return new ClassifierOptions(this);
        }

        /** Loads a model with these options. @see GenreClassifier#load(Path) */
        public GenreClassifier load(Path fileOrDirectory) throws IOException {
            return GenreClassifier.load(fileOrDirectory, build());
        }

        /** Loads the model that the environment names with these options. @see GenreClassifier#fromEnvironment() */
        public GenreClassifier fromEnvironment() throws IOException {
            Optional<Path> path = ModelDirectory.environmentPath();
            return load(path.orElseThrow(() -> new IllegalStateException("no model named: set -D"
                    + ModelDirectory.PATH_PROPERTY + " or the environment variable " + ModelDirectory.PATH_VARIABLE
                    + " to a model directory or the checkpoint in it")));
        }
    }
}
