package io.github.ccmusic;

import com.fasterxml.jackson.annotation.JsonValue;
import io.github.ccmusic.modeldir.DeclaredFigures;
import io.github.ccmusic.modeldir.Provenance;
import io.github.ccmusic.modeldir.SliceSpec;
import java.util.List;
import java.util.Map;

/**
 * What is known of a model that can answer. Jackson writes it in the form of the answers' own JSON.
 *
 * @param identity which model it is
 * @param genres its classes, in the order of its last layer
 * @param slices how it cuts what it hears
 * @param declared its author's figures, to be shown only beside measured ones
 * @param provenance whose it is
 * @param metrics figures measured by a comparison, as JSON values
 * @param extra the keys of config.json that this version does not know, with their JSON values
 * @param warnings what is doubtful about the model itself, such as classes without names
 */
public record ModelInfo(
        ModelIdentity identity,
        List<Genre> genres,
        SliceSpec slices,
        DeclaredFigures declared,
        Provenance provenance,
        Map<String, Object> metrics,
        Map<String, Object> extra,
        List<String> warnings) {

    public ModelInfo {
        genres = List.copyOf(genres);
        warnings = List.copyOf(warnings);
    }

    /** A model of which no more is known, such as a fake one. */
    public static ModelInfo of(ModelIdentity identity, List<Genre> genres) {
        return new ModelInfo(
                identity,
                genres,
                SliceSpec.UPSTREAM,
                DeclaredFigures.NONE,
                Provenance.UNKNOWN,
                Map.of(),
                Map.of(),
                List.of());
    }

    @JsonValue
    Map<String, Object> json() {
        return PredictionJson.of(this);
    }

    @Override
    public String toString() {
        return "ModelInfo[" + identity + ", " + genres.size() + " genres, " + warnings.size() + " warnings]";
    }
}
