package io.github.ccmusic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.ccmusic.cqt.audio.AudioReader;
import io.github.ccmusic.cqt.audio.AudioStream;
import io.github.ccmusic.modeldir.ModelDirectory;
import io.github.ccmusic.models.arch.Architecture;
import io.github.ccmusic.models.arch.Architectures;
import io.github.ccmusic.models.arch.Head;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The names under which upstream publishes its genre models, each with a bare checkpoint of either head and no config.json.
 *
 * <p>Small ones and Inception, whose pictures are larger; all seven, of up to 559 MB, with
 * {@code -Dccmusic.test.upstream=all}.
 */
class UpstreamModelsTest {
    private static final Path RECORDING = Path.of("../examples/audio/bach-prelude-bwv846.wav");

    @TempDir
    Path temp;

    static Stream<Arguments> models() {
        List<String> published = List.of(
                "inception_v3_mel",
                "vgg19_bn_cqt",
                "vgg19_bn_mel",
                "convnext_base_cqt",
                "swin_b_mel",
                "vit_b_16_cqt",
                "vit_b_16_mel");
        List<String> cheap = List.of("inception_v3_mel", "mobilenet_v3_small_mel", "squeezenet1_1_chroma");
        return (System.getProperty("ccmusic.test.upstream", "").equals("all") ? published : cheap)
                .stream()
                        .flatMap(name -> Stream.of(Head.Kind.LINEAR, Head.Kind.CCMUSIC_MLP)
                                .map(head -> Arguments.of(name, head)));
    }

    @ParameterizedTest(name = "{0} with the head {1}")
    @MethodSource("models")
    void loadAndAnswerByTheirDirectorysNameAlone(String name, Head.Kind head) throws IOException {
        Path directory = RealModels.writeBare(temp, name, head);
        try (GenreClassifier model = GenreClassifier.load(directory)) {
            GenrePrediction prediction = model.classify(RECORDING);

            Architecture architecture =
                    Architectures.builtIn().named(model.config().arch());
            assertThat(name)
                    .isEqualTo(architecture.name() + "_" + model.config().feature());
            assertThat(prediction.slices()).hasSize(2);
            assertThat(prediction.genres())
                    .extracting(entry -> entry.genre().id())
                    .containsExactlyInAnyOrderElementsOf(UpstreamGenres.IDS);
            assertThat(prediction.genres().stream()
                            .mapToDouble(GenreProbability::probability)
                            .sum())
                    .isCloseTo(1, within(1e-9));
            // The slices differ, and so must what the network says of them.
            assertThat(prediction.slices().get(0).genres())
                    .isNotEqualTo(prediction.slices().get(1).genres());
            assertThat(model.embed(RECORDING).size()).isPositive();
        }
        assertThat(pictureOf(directory)).isEqualTo(name.startsWith("inception") ? 299 : 224);
    }

    private static int pictureOf(Path directory) throws IOException {
        try (AudioStream audio = AudioReader.open(RECORDING)) {
            return FrontEnd.of(ModelDirectory.open(directory))
                    .listen(audio)
                    .picture(0)
                    .width();
        }
    }
}
