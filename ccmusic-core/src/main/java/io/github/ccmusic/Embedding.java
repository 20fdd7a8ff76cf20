package io.github.ccmusic;

import com.fasterxml.jackson.annotation.JsonValue;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A piece of music as a model sees it, in numbers: what enters the last layers of its network, for each slice and on average. Music that
 * sounds alike lies close together, so that similar pieces are found by the distance of their vectors.
 *
 * <p>How many numbers there are depends on the architecture alone ({@code resnet18} has 512); the package
 * {@code io.github.ccmusic.models.arch} has the table. They mean nothing to another model, not even to one of the same architecture: compare vectors only where {@link #model} is equal.
 *
 * <p>Immutable; every array that is handed out is the caller's own. Two embeddings are equal if their numbers are, and their file and model,
 * however long they took. Jackson writes one as {@link #toJson} does.
 */
public final class Embedding {
    private final Optional<Path> file;
    private final ModelIdentity model;
    private final List<Slice> slices;
    private final List<AudioWarning> warnings;
    private final Timings timings;

    private Embedding(
            Optional<Path> file,
            ModelIdentity model,
            List<Slice> slices,
            List<AudioWarning> warnings,
            Timings timings) {
        this.file = file;
        this.model = model;
        this.slices = List.copyOf(slices);
        this.warnings = List.copyOf(warnings);
        this.timings = timings;
        if (slices.isEmpty()) {
            throw new IllegalArgumentException("an embedding needs at least one slice");
        }
        for (Slice slice : slices) {
            if (slice.vector.length != size()) {
                throw new IllegalArgumentException("the vectors of one embedding are of one length, found: " + size()
                        + " and " + slice.vector.length);
            }
        }
    }

    /**
     * An embedding of what is in memory or came by a stream.
     *
     * @param slices in the order of time, at least one, all of them of the same length
     * @throws IllegalArgumentException if they are not
     */
    public static Embedding of(ModelIdentity model, List<Slice> slices, List<AudioWarning> warnings, Timings timings) {
        return new Embedding(Optional.empty(), model, slices, warnings, timings);
    }

    /** One slice of the clip, and the vector of it. */
    public static final class Slice {
        private final double startSeconds;
        private final double endSeconds;
        private final float[] vector;

        private Slice(double startSeconds, double endSeconds, float[] vector) {
            this.startSeconds = startSeconds;
            this.endSeconds = endSeconds;
            this.vector = vector;
        }

        /**
         * A slice from one time to another.
         *
         * @param vector shape [size]; copied
         */
        public static Slice of(double startSeconds, double endSeconds, float[] vector) {
            return new Slice(startSeconds, endSeconds, vector.clone());
        }

        /** Where the slice begins; counted in what is left, where the model's config has silence cut away. */
        public double startSeconds() {
            return startSeconds;
        }

        /** Where it ends; beyond the clip's own end where a short clip was repeated or padded. */
        public double endSeconds() {
            return endSeconds;
        }

        /** What the network sees in it, shape [size]. */
        public float[] vector() {
            return vector.clone();
        }

        @JsonValue
        Map<String, Object> json() {
            return PredictionJson.of(this);
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Slice that
                    && startSeconds == that.startSeconds
                    && endSeconds == that.endSeconds
                    && Arrays.equals(vector, that.vector);
        }

        @Override
        public int hashCode() {
            return Objects.hash(startSeconds, endSeconds, Arrays.hashCode(vector));
        }

        @Override
        public String toString() {
            return String.format(
                    Locale.ROOT, "Slice[%.1f s to %.1f s, %d numbers]", startSeconds, endSeconds, vector.length);
        }
    }

    /** The file, if it was one. */
    public Optional<Path> file() {
        return file;
    }

    /** Which model it is of. */
    public ModelIdentity model() {
        return model;
    }

    /** How many numbers each vector has. */
    public int size() {
        return slices.get(0).vector.length;
    }

    /** The mean of the slices' vectors, shape [size]. */
    public float[] vector() {
        float[] mean = new float[size()];
        for (int i = 0; i < mean.length; i++) {
            double sum = 0;
            for (Slice slice : slices) {
                sum += slice.vector[i];
            }
            mean[i] = (float) (sum / slices.size());
        }
        return mean;
    }

    /** The slices, in the order of time. */
    public List<Slice> slices() {
        return slices;
    }

    /** What is amiss with the sound. */
    public List<AudioWarning> warnings() {
        return warnings;
    }

    /** Where the time went. */
    public Timings timings() {
        return timings;
    }

    /** The same embedding as that of a file. */
    public Embedding of(Path path) {
        return new Embedding(Optional.of(path), model, slices, warnings, timings);
    }

    /**
     * This embedding as one line of JSON; {@code file} is left out where there is none.
     *
     * <pre>{@code
     * {"file": …, "model": {"name": …, "version": …, "arch": …, "sha256": …}, "vector": […], "warnings": ["short_clip: …", …],
     *  "slices": [{"start_s": …, "end_s": …, "vector": […]}, …]}
     * }</pre>
     */
    public String toJson() {
        return PredictionJson.line(json());
    }

    @JsonValue
    Map<String, Object> json() {
        return PredictionJson.of(this);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Embedding that
                && file.equals(that.file)
                && model.equals(that.model)
                && slices.equals(that.slices)
                && warnings.equals(that.warnings);
    }

    @Override
    public int hashCode() {
        return Objects.hash(file, model, slices, warnings);
    }

    @Override
    public String toString() {
        return "Embedding[" + file.map(path -> path + ": ").orElse("") + size() + " numbers, " + slices.size()
                + " slices, " + model + "]";
    }
}
