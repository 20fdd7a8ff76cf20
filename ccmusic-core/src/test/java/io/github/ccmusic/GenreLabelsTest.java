package io.github.ccmusic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.ccmusic.modeldir.ModelConfigException;
import io.github.ccmusic.modeldir.ModelDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GenreLabelsTest {
    @TempDir
    Path directory;

    @Test
    void namesSixteenClassesAsUpstreamDoes() throws IOException {
        List<Genre> genres = genres("{}", 16);

        assertThat(genres).hasSize(16);
        assertThat(genres.get(0).id()).isEqualTo("Symphony");
        assertThat(genres.get(4).id()).isEqualTo("Pop_vocal_ballad");
        assertThat(genres.get(11).id()).isEqualTo("Soul_or_r_and_b");
        assertThat(genres.get(15).displayName(Locale.CHINESE)).isEqualTo("原声流行");
        assertThat(genres.get(15).displayName(Locale.CHINA)).isEqualTo("原声流行");
        assertThat(genres.get(11).displayName(Locale.ENGLISH)).isEqualTo("Soul or R&B");
        assertThat(genres.get(11).displayName(Locale.FRENCH)).isEqualTo("Soul or R&B");
    }

    @Test
    void numbersAnyOtherCountOfClasses() throws IOException {
        assertThat(genres("{}", 3)).extracting(Genre::id).containsExactly("class_0", "class_1", "class_2");
    }

    @Test
    void takesTheConfigsOrderAndStillKnowsUpstreamsNames() throws IOException {
        List<Genre> genres = genres("{\"labels\": [\"Soul_or_r_and_b\", \"Polka\"]}", 2);

        assertThat(genres).extracting(Genre::id).containsExactly("Soul_or_r_and_b", "Polka");
        assertThat(genres.get(0).displayName(Locale.CHINESE)).isEqualTo("灵魂乐或节奏布鲁斯");
        assertThat(genres.get(1).displayName(Locale.CHINESE)).isEqualTo("Polka");
        assertThat(genres.get(0).parent().orElseThrow().id()).isEqualTo("Non_classic");
    }

    @Test
    void takesTheConfigsNamesAndParents() throws IOException {
        List<Genre> genres = genres("""
                {"labels": ["a", "b"], "labels_display": {"zh": ["甲", "乙"]}, "label_parents": {"a": "x", "x": "y"}}
                """, 2);

        assertThat(genres.get(1).displayName(Locale.CHINESE)).isEqualTo("乙");
        assertThat(genres.get(0).depth()).isEqualTo(3);
        assertThat(genres.get(0).parent().orElseThrow().parent().orElseThrow().id())
                .isEqualTo("y");
        assertThat(genres.get(1).depth()).isEqualTo(1);
    }

    @Test
    void refusesAnotherCountThanTheLastLayers() {
        assertThatThrownBy(() -> genres("{\"labels\": [\"a\", \"b\"]}", 3))
                .isInstanceOf(ModelConfigException.class)
                .hasMessageContaining("\"labels\" has 2 entries, but the last layer")
                .hasMessageContaining("has 3 outputs");
        assertThatThrownBy(() -> genres("{\"labels_display\": {\"en\": [\"a\", \"b\"]}}", 3))
                .hasMessageContaining("labels_display.en");
    }

    @Test
    void refusesAParentOfNothing() {
        assertThatThrownBy(() -> genres("{\"labels\": [\"a\"], \"label_parents\": {\"b\": \"c\"}}", 1))
                .hasMessageContaining("names 'b', which is no label; expected one of [a]");
    }

    private List<Genre> genres(String json, int classes) throws IOException {
        Files.writeString(directory.resolve("config.json"), json);
        Files.write(directory.resolve("save.pt"), new byte[] {1});
        return GenreLabels.of(ModelDirectory.open(directory), classes);
    }
}
