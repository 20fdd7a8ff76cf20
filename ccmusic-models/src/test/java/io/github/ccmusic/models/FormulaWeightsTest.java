package io.github.ccmusic.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.ccmusic.models.checkpoint.DType;
import io.github.ccmusic.models.checkpoint.StateDict;
import io.github.ccmusic.models.checkpoint.TensorData;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FormulaWeightsTest {

    private static final float[] EXPECTED_WEIGHT = {0.020641403f, 0.0023698346f, 0.4574881f, 0.09770924f};
    private static final float[] EXPECTED_BIAS = {-0.050328422f, 0.030889308f, 0.025600387f, -0.06818525f};
    private static final float[] EXPECTED_SCALE = {0.8676189f, 0.851642f, 0.9969431f, 1.3386436f};
    private static final float[] EXPECTED_VARIANCE = {1.4686177f, 0.8804312f, 1.401864f, 1.0776857f};
    private static final float[] EXPECTED_INPUT = {-0.91203344f, -0.7874476f, -0.8587396f};

    @TempDir
    Path directory;

    /** The expected figures are from numpy 1.24, float32. */
    @Test
    void agreesWithTheFormulaInNumpy() throws Exception {
        Path keys = Files.writeString(directory.resolve("keys.tsv"), """
                features.0.weight\tfloat32\t4x3x3x3
                features.0.bias\tfloat32\t4
                features.1.weight\tfloat32\t4
                features.1.running_var\tfloat32\t4
                features.1.num_batches_tracked\tint64\tscalar
                """);
        StateDict weights = FormulaWeights.stateDict(keys, 2.5);
        assertThat(weights.keys())
                .containsExactly(
                        "features.0.weight",
                        "features.0.bias",
                        "features.1.weight",
                        "features.1.running_var",
                        "features.1.num_batches_tracked");
        assertThat(tensor(weights, "features.0.weight").toFloats()).startsWith(EXPECTED_WEIGHT);
        assertThat(tensor(weights, "features.0.bias").toFloats()).containsExactly(EXPECTED_BIAS);
        assertThat(tensor(weights, "features.1.weight").toFloats()).containsExactly(EXPECTED_SCALE);
        assertThat(tensor(weights, "features.1.running_var").toFloats()).containsExactly(EXPECTED_VARIANCE);
        assertThat(tensor(weights, "features.1.num_batches_tracked").dtype()).isEqualTo(DType.INT64);
        assertThat(tensor(weights, "features.1.num_batches_tracked").toLongs()).containsExactly(0);
        assertThat(FormulaWeights.input(1, 3)).containsExactly(EXPECTED_INPUT);
    }

    @Test
    void asksForTensorsThatHaveNoFormula() throws Exception {
        Path keys = Files.writeString(directory.resolve("keys.tsv"), "attn.relative_position_index\tint64\t2401\n");
        assertThatThrownBy(() -> FormulaWeights.stateDict(keys, 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("attn.relative_position_index");
    }

    private static TensorData tensor(StateDict weights, String key) {
        return Objects.requireNonNull(weights.get(key), key);
    }
}
