package io.github.ccmusic.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ClassifyCommandTest {

    @TempDir
    Path folder;

    @Test
    void tellsClassicalFromElectronic() {
        Cli run = Cli.run("classify", "--top-k", 1, Cli.BACH, Cli.HAYDN, Cli.DRUM_AND_BASS);

        assertThat(run.err()).isEmpty();
        assertThat(run.exitCode()).isZero();
        assertThat(run.out().lines().map(String::strip))
                .satisfiesExactly(
                        line -> assertThat(line).isEqualTo(Cli.BACH.toString()),
                        line -> assertThat(line).endsWith("Classical"),
                        line -> assertThat(line).isEqualTo(Cli.HAYDN.toString()),
                        line -> assertThat(line).endsWith("Classical"),
                        line -> assertThat(line).isEqualTo(Cli.DRUM_AND_BASS.toString()),
                        line -> assertThat(line).endsWith("Electronic"));
    }

    @Test
    void showsAsManyGenresAsAskedFor() {
        assertThat(Cli.run("classify", "-k", 2, Cli.BACH).out().lines()).hasSize(1 + 2);
        assertThat(Cli.run("classify", "-k", 99, Cli.BACH).out().lines()).hasSize(1 + 4);
    }

    @Test
    void namesGenresInChinese() {
        assertThat(Cli.run("classify", "--locale", "zh", Cli.BACH).out()).contains("古典");
    }

    @Test
    void showsTheSlicesOnRequest() {
        assertThat(Cli.run("classify", "--windows", Cli.BACH).out())
                .as("two slices of 11.4 s, in the middle of 30 s")
                .contains("3.6 – 15.0 s", "15.0 – 26.4 s");
    }

    @Test
    void writesAllGenresAsJsonWhateverTopKSays() throws IOException {
        Cli run = Cli.run("classify", "--format", "json", "--top-k", 1, Cli.BACH);

        JsonNode answer = json(run).get(0);
        assertThat(fields(answer)).containsExactly("file", "model", "best", "agreement", "genres", "warnings");
        assertThat(answer.get("file").asText()).isEqualTo(Cli.BACH.toString());
        assertThat(fields(answer.get("model"))).containsExactly("name", "version", "arch", "sha256");
        assertThat(answer.get("model").get("sha256").asText()).matches("[0-9a-f]{64}");
        assertThat(answer.get("best").asText()).isEqualTo("classical");
        assertThat(answer.get("genres")).hasSize(4);
        double sum = 0;
        for (JsonNode genre : answer.get("genres")) {
            assertThat(fields(genre)).containsExactly("id", "display", "probability");
            sum += genre.get("probability").asDouble();
        }
        assertThat(sum).isCloseTo(1, within(1e-6));
    }

    @Test
    void writesSlicesAsJsonOnRequest() throws IOException {
        JsonNode slices =
                json(Cli.run("classify", "-f", "json", "-w", Cli.BACH)).get(0).get("slices");

        assertThat(slices).hasSize(2);
        assertThat(fields(slices.get(1))).containsExactly("start_s", "end_s", "genres");
        assertThat(slices.get(1).get("start_s").asDouble()).isCloseTo(15, within(0.1));
        assertThat(slices.get(1).get("genres")).hasSize(4);
    }

    @Test
    void writesAnErrorInThePlaceOfAnAnswer() throws IOException {
        Path broken = Files.writeString(folder.resolve("broken.wav"), "this is no music");
        Cli run = Cli.run("classify", "--format", "json", broken, Cli.BACH);

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err()).contains(broken.toString());
        JsonNode answers = json(run);
        assertThat(answers).hasSize(2);
        assertThat(fields(answers.get(0))).containsExactly("file", "error");
        assertThat(answers.get(0).get("error").asText()).isNotBlank();
        assertThat(answers.get(1).get("best").asText()).isEqualTo("classical");
    }

    @Test
    void writesCsvWithTheSameColumnsForAnswersAndErrors() throws IOException {
        Path odd = Files.copy(Cli.BACH, folder.resolve("one, \"two\".wav"));
        Path missing = folder.resolve("missing.wav");
        Cli run = Cli.run("classify", "--format", "csv", "--locale", "zh", "--top-k", 1, "--windows", odd, missing);

        assertThat(run.exitCode()).isEqualTo(1);
        List<String> lines = run.out().lines().toList();
        String quoted = '"' + odd.toString().replace("\"", "\"\"") + '"';
        assertThat(lines).hasSize(1 + 1 + 2 + 1);
        assertThat(lines.get(0)).isEqualTo("file,start_s,end_s,rank,genre,name,probability,error");
        assertThat(lines.get(1)).startsWith(quoted + ",,,1,classical,古典,0.").endsWith(",");
        assertThat(lines.get(2)).startsWith(quoted + ",3.6");
        assertThat(lines.get(4)).startsWith(missing + ",,,,,,,").doesNotEndWith(",");
    }

    @Test
    void findsTheRecordingsOfADirectoryInOrder() throws IOException {
        List<String> files = new ArrayList<>();
        json(Cli.run("classify", "-f", "json", Cli.AUDIO))
                .forEach(answer -> files.add(answer.get("file").asText()));

        assertThat(files)
                .containsExactly(
                        Cli.BACH_MP3.toString(),
                        Cli.BACH.toString(),
                        Cli.DRUM_AND_BASS.toString(),
                        Cli.HAYDN.toString());
    }

    @Test
    void looksIntoFoldersBelowOnlyWhenAskedTo() throws IOException {
        Path below = Files.createDirectories(folder.resolve("album/disc 1"));
        Files.copy(Cli.BACH, below.resolve("01 Prelude.WAV"));

        Cli flat = Cli.run("classify", folder);
        assertThat(flat.exitCode()).isEqualTo(1);
        assertThat(flat.err()).contains(folder.toString(), "--recursive");

        Cli deep = Cli.run("classify", "--recursive", folder);
        assertThat(deep.exitCode()).isZero();
        assertThat(deep.out()).contains("01 Prelude.WAV", "Classical");
    }

    @Test
    void opensFilesWithChineseNames() throws IOException {
        // A JVM that starts without a UTF-8 locale cannot name such a file at all; the launcher sees to it.
        assumeThat(System.getProperty("sun.jnu.encoding")).isEqualTo("UTF-8");
        Path song = Files.copy(Cli.BACH, folder.resolve("前奏曲.wav"));

        assertThat(Cli.run("classify", song).out()).contains("前奏曲.wav", "Classical");
    }

    @Test
    void namesEachFileThatFailedAndAnswersForTheOthers() throws IOException {
        Path missing = folder.resolve("missing.wav");
        Path empty = Files.createFile(folder.resolve("empty.mp3"));
        Cli run = Cli.run("classify", missing, Cli.BACH, empty);

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.out()).contains("Classical");
        assertThat(run.err().lines())
                .satisfiesExactly(
                        line -> assertThat(line).contains(missing.toString()),
                        line -> assertThat(line).contains(empty.toString()));
    }

    @Test
    void drawsABarForManyFilesAndNoneForFew() {
        assertThat(Cli.run("classify", Cli.BACH, Cli.BACH).err()).isEmpty();

        Cli run = Cli.run("classify", Cli.BACH, Cli.BACH, Cli.BACH, Cli.BACH, Cli.BACH);
        assertThat(run.err()).contains("classify", "5/5 files");
        assertThat(run.out()).doesNotContain("5/5").hasLineCount(5 * (1 + 3));
    }

    @Test
    void saysWhatIsAmissWithTheSound() throws IOException {
        byte[] wav = Files.readAllBytes(Cli.BACH);
        Path twoSeconds = Files.write(folder.resolve("short.wav"), WavBytes.firstSeconds(wav, 2));

        assertThat(Cli.run("classify", twoSeconds).out()).contains("note: the clip has 2.0 s");
    }

    @Test
    void takesTheModelFromTheSystemPropertyUnlessOneIsNamed() throws IOException {
        System.setProperty("ccmusic.model.path", folder.resolve("nowhere").toString());
        try {
            Cli run = Cli.run("classify", Cli.BACH);
            assertThat(run.exitCode()).isEqualTo(1);
            assertThat(run.err()).contains("nowhere");

            assertThat(Cli.run("classify", "--model", Cli.MODEL, Cli.BACH).exitCode())
                    .isZero();
        } finally {
            System.clearProperty("ccmusic.model.path");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "classify",
                "classify --format xml a.wav",
                "classify --top-k 0 a.wav",
                "classify --top-k two a.wav",
                "classify --locale fr a.wav",
                "classify --loud a.wav",
                "clasify a.wav",
                ""
            })
    void refusesAWrongCommandLine(String line) {
        Cli run = Cli.run((Object[]) (line.isEmpty() ? new String[0] : line.split(" ")));

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.out()).isEmpty();
        assertThat(run.err()).isNotBlank();
    }

    private static JsonNode json(Cli run) throws IOException {
        JsonNode root = new ObjectMapper().readTree(run.out());
        assertThat(root.isArray()).isTrue();
        return root;
    }

    private static List<String> fields(JsonNode node) {
        List<String> names = new ArrayList<>();
        node.fieldNames().forEachRemaining(names::add);
        return names;
    }
}
