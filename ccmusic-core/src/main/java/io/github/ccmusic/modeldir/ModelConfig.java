package io.github.ccmusic.modeldir;

import io.github.ccmusic.models.NetworkOptions.Precision;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/**
 * What is known of a model before its weights are read: config.json, with every default filled in.
 *
 * @param name shown with every prediction
 * @param version shown with every prediction
 * @param arch torchvision's name of the architecture
 * @param feature {@code cqt}, {@code mel}, {@code chroma}, or a name that the caller has added
 * @param inputSize of the pictures; absent means the one that the architecture was made for
 * @param classes how many the author says; absent means that the last layer decides
 * @param weights where they lie
 * @param labels names of the classes
 * @param slices how audio is cut
 * @param jpeg whether a picture goes through JPEG, as upstream's training pictures did
 * @param normalization of the picture's colours
 * @param activation from logits to probabilities
 * @param aggregation from slices to the clip
 * @param precision in which the network computes, unless whoever loads the model says otherwise
 * @param storedAnswer what the self-check must find again
 * @param requiredMemoryMb what loading it takes, in units of 10⁶ bytes; absent means about the size of the checkpoint
 * @param declared figures, not measured
 * @param provenance for listings
 * @param metrics figures measured by a comparison, as JSON values
 * @param extra the keys that this version does not know, with their JSON values: String, Boolean, Number, List, Map
 * @param warnings a sentence for each of these that looks like a misspelling of a key that is known
 */
public record ModelConfig(
        String name,
        String version,
        String arch,
        String feature,
        Optional<InputSize> inputSize,
        OptionalInt classes,
        WeightsSource weights,
        LabelSpec labels,
        SliceSpec slices,
        boolean jpeg,
        Normalization normalization,
        Activation activation,
        Aggregation aggregation,
        Precision precision,
        Optional<StoredAnswer> storedAnswer,
        OptionalDouble requiredMemoryMb,
        DeclaredFigures declared,
        Provenance provenance,
        Map<String, Object> metrics,
        Map<String, Object> extra,
        List<String> warnings) {}
