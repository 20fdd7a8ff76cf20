package io.github.ccmusic.models.djl;

import static io.github.ccmusic.models.graph.Window.square;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import ai.djl.ndarray.types.Shape;
import io.github.ccmusic.models.FormulaWeights;
import io.github.ccmusic.models.RandomWeights;
import io.github.ccmusic.models.graph.Dialect;
import io.github.ccmusic.models.graph.Fusion;
import io.github.ccmusic.models.graph.Graph;
import io.github.ccmusic.models.graph.Program;
import io.github.ccmusic.models.graph.Tensor;
import io.github.ccmusic.models.graph.TorchScript;
import io.github.ccmusic.models.graph.WeightReader;
import java.io.IOException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WinogradTest {
    private static final String TILES = "self.to_tiles(";

    private static Graph graph(int height, int width, int channels) {
        Tensor x =
                Tensor.picture(height, width).conv("first", channels, square(1)).relu();
        Tensor y = x.conv("wide", channels, square(3)).add(x).relu();
        return Graph.endingIn(
                y.conv("normed", 160, square(3).noBias()).batchNorm("norm").flatten());
    }

    @ParameterizedTest
    @CsvSource({"28, 28", "3, 32", "1, 56", "31, 28"})
    void givesThePlainAnswerByXnnpack(int height, int width) throws IOException {
        givesThePlainAnswer(Dialect.XNNPACK_ALONE, height, width);
    }

    @ParameterizedTest
    @CsvSource({"28, 28", "3, 32", "1, 56", "31, 28"})
    void givesThePlainAnswerByOneDnn(int height, int width) throws IOException {
        Spoken.assume(Dialect.ONEDNN);
        givesThePlainAnswer(Dialect.ONEDNN, height, width);
    }

    private static void givesThePlainAnswer(Dialect dialect, int height, int width) throws IOException {
        Graph graph = graph(height, width, 128);
        WeightReader weights = new WeightReader(RandomWeights.of(graph, 5));
        Program program = TorchScript.of(Fusion.of(graph), dialect);
        assertThat(program.source()).contains(TILES);

        float[] plain = answer(TorchScript.of(graph, Dialect.MATRICES), weights, height, width);
        float[] tiled = answer(program, weights, height, width);

        double scale = 0;
        for (float number : plain) {
            scale = Math.max(scale, Math.abs(number));
        }
        assertThat(tiled).hasSameSizeAs(plain);
        for (int i = 0; i < plain.length; i++) {
            assertThat((double) tiled[i]).isCloseTo(plain[i], within(1e-5 * scale));
        }
    }

    /** Rows that do not divide into tiles, rows too short, too few channels, too many for the memory. */
    @ParameterizedTest
    @CsvSource({"28, 30, 128", "28, 24, 128", "28, 28, 96", "28, 28, 512"})
    void isLeftAloneWhereItDoesNotPay(int height, int width, int channels) {
        assertThat(TorchScript.of(graph(height, width, channels), Dialect.ONEDNN)
                        .source())
                .doesNotContain(TILES);
    }

    private static float[] answer(Program program, WeightReader weights, int height, int width) throws IOException {
        try (TorchModule module = TorchModule.load(TorchEngine.started(), Device.cpu(), program, weights)) {
            return module.run(FormulaWeights.input(2, 3, height, width), new Shape(2, 3, height, width));
        }
    }
}
