package io.github.ccmusic;

import com.fasterxml.jackson.annotation.JsonValue;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What a model says of a clip: every genre with its probability, the most probable first, and what that rests on.
 *
 * <p>Where a model takes genres to exclude each other (softmax, the usual case) the probabilities sum to 1. Two predictions are equal if
 * they say the same of the same file, however long they took. Jackson writes one as {@link #toJson} does.
 *
 * @param file where the clip came from, if from a file
 * @param model which model answers
 * @param genres all of the model's genres, the most probable first
 * @param exclusive whether the genres exclude each other, so that the probability of a coarser genre is a sum
 * @param slices the answers for the slices, in the order of time
 * @param warnings what is amiss with the sound
 * @param timings where the time went
 */
public record GenrePrediction(
        Optional<Path> file,
        ModelIdentity model,
        List<GenreProbability> genres,
        boolean exclusive,
        List<SlicePrediction> slices,
        List<AudioWarning> warnings,
        Timings timings) {

    /** The most probable first; of equals, the first in the model's own order. */
    static final Comparator<GenreProbability> MOST_PROBABLE_FIRST =
            Comparator.comparingDouble(GenreProbability::probability).reversed();

    public GenrePrediction {
        genres = List.copyOf(genres);
        slices = List.copyOf(slices);
        warnings = List.copyOf(warnings);
        if (genres.isEmpty()) {
            throw new IllegalArgumentException("a prediction needs at least one genre");
        }
    }

    /**
     * A prediction of no sound, such as a test needs: no file, no slices, no warnings, and genres that exclude each other.
     *
     * @param probabilities by the genres' ids
     */
    public static GenrePrediction of(ModelIdentity model, Map<String, Double> probabilities) {
        List<GenreProbability> genres = probabilities.entrySet().stream()
                .map(entry -> new GenreProbability(new Genre(entry.getKey(), Map.of()), entry.getValue()))
                .sorted(MOST_PROBABLE_FIRST)
                .toList();
        return new GenrePrediction(Optional.empty(), model, genres, true, List.of(), List.of(), Timings.NONE);
    }

    /** The most probable genre. */
    public Genre best() {
        return genres.get(0).genre();
    }

    /** The {@code k} most probable genres, or all if there are fewer. */
    public List<GenreProbability> top(int k) {
        if (k < 1) {
            throw new IllegalArgumentException("k must be positive: " + k);
        }
        return genres.subList(0, Math.min(k, genres.size()));
    }

    /**
     * The probability of one of the model's genres.
     *
     * @throws IllegalArgumentException if the model has no genre of that id; the message lists those that it has
     */
    public double probability(String genreId) {
        return genres.stream()
                .filter(entry -> entry.genre().id().equals(genreId))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("unknown genre '" + genreId + "', expected one of "
                        + genres.stream()
                                .map(entry -> entry.genre().id())
                                .sorted()
                                .toList()))
                .probability();
    }

    /** How many levels of genres there are, from the coarsest to the model's own. */
    public int levels() {
        return genres.stream().mapToInt(entry -> entry.genre().depth()).max().orElseThrow();
    }

    /**
     * The probabilities of coarser genres, the most probable first: with upstream's 16 classes one step up are 9 groups, two are 2.
     *
     * @param steps up from the model's own genres, less than {@link #levels()}
     * @return a coarser genre has the sum of what belongs to it, or its maximum where genres do not exclude each other
     */
    public List<GenreProbability> rollUp(int steps) {
        int levels = levels();
        if (steps < 0 || steps >= levels) {
            throw new IllegalArgumentException("this model's genres have " + levels + " level"
                    + (levels == 1 ? "" : "s") + "; expected steps from 0 to " + (levels - 1) + ", found: " + steps);
        }
        Map<Genre, Double> groups = new LinkedHashMap<>();
        for (GenreProbability entry : genres) {
            groups.merge(
                    entry.genre().atDepth(levels - steps), entry.probability(), exclusive ? Double::sum : Math::max);
        }
        return groups.entrySet().stream()
                // A sum of probabilities may pass 1 by a rounding error.
                .map(group -> new GenreProbability(group.getKey(), Math.min(1, group.getValue())))
                .sorted(MOST_PROBABLE_FIRST)
                .toList();
    }

    /** The share of slices whose best genre is the clip's: 1 where all agree, also where there are none. */
    public double agreement() {
        long agreeing =
                slices.stream().filter(slice -> slice.best().equals(best())).count();
        return slices.isEmpty() ? 1 : agreeing / (double) slices.size();
    }

    /** The same answer as that for a file. */
    public GenrePrediction of(Path path) {
        return new GenrePrediction(Optional.of(path), model, genres, exclusive, slices, warnings, timings);
    }

    /** The same answer without those for the slices, for a shorter {@link #toJson}. */
    public GenrePrediction withoutSlices() {
        return new GenrePrediction(file, model, genres, exclusive, List.of(), warnings, timings);
    }

    /**
     * This prediction as one line of JSON.
     *
     * <pre>{@code
     * {"file": …, "model": {"name": …, "version": …, "arch": …, "sha256": …}, "best": …, "agreement": …,
     *  "genres": [{"id": …, "display": {"en": …, "zh": …}, "probability": …}, …], "warnings": ["short_clip: …", …],
     *  "slices": [{"start_s": …, "end_s": …, "genres": [{"id": …, "probability": …}, …]}, …]}
     * }</pre>
     *
     * <p>{@code file} and {@code display} are left out where there is none, {@code agreement} and {@code slices} where there are no slices.
     */
    public String toJson() {
        return PredictionJson.line(json());
    }

    /** The JSON of {@link #toJson} without the slices; how far they agree stays. */
    public String toShortJson() {
        return PredictionJson.line(PredictionJson.of(this, false));
    }

    @JsonValue
    Map<String, Object> json() {
        return PredictionJson.of(this, true);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof GenrePrediction that
                && file.equals(that.file)
                && model.equals(that.model)
                && genres.equals(that.genres)
                && exclusive == that.exclusive
                && slices.equals(that.slices)
                && warnings.equals(that.warnings);
    }

    @Override
    public int hashCode() {
        return Objects.hash(file, model, genres, exclusive, slices, warnings);
    }

    /** The file, the three most probable genres and how many slices agree. */
    @Override
    public String toString() {
        String best = top(3).stream().map(GenreProbability::toString).collect(Collectors.joining(", "));
        return String.format(
                Locale.ROOT,
                "GenrePrediction[%s%s%s; %.0f %% of %d slices agree; %s]",
                file.map(path -> path + ": ").orElse(""),
                best,
                genres.size() > 3 ? ", …" : "",
                100 * agreement(),
                slices.size(),
                model);
    }
}
