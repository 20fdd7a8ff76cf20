package io.github.ccmusic.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelsSwitchCommandTest {

    @TempDir
    Path folder;

    @Test
    void switchesAndGoesBack() throws IOException {
        new ModelsFolder(folder).with("one").with("two");

        assertThat(models("switch", "one").exitCode()).isZero();
        Cli run = models("switch", "two");
        assertThat(run.exitCode()).isZero();
        assertThat(run.err()).isEmpty();
        assertThat(run.out()).contains("forward pass").endsWith("one → two: switched" + System.lineSeparator());
        assertThat(active()).isEqualTo("two");

        assertThat(models("rollback").exitCode()).isZero();
        assertThat(active()).isEqualTo("one");

        Cli further = models("switch", "--rollback");
        assertThat(further.exitCode()).isEqualTo(1);
        assertThat(further.err()).contains("nothing to go back to");
        assertThat(active()).isEqualTo("one");
    }

    @Test
    void leavesTheActiveModelWhereTheNewOneFailsItsCheck() throws IOException {
        new ModelsFolder(folder).with("sound").withTruncated("broken");
        models("switch", "sound");

        Cli run = models("switch", "broken", "--format", "json");

        assertThat(run.exitCode()).isEqualTo(1);
        JsonNode report = new ObjectMapper().readTree(run.out());
        assertThat(report.get("from").asText()).isEqualTo("sound");
        assertThat(report.get("to").asText()).isEqualTo("broken");
        assertThat(report.get("outcome").asText()).isEqualTo("failed");
        assertThat(report.get("checks").get(0).get("verdict").asText()).isEqualTo("FAILED");
        assertThat(run.err()).contains("save.pt");
        assertThat(active()).isEqualTo("sound");
    }

    @Test
    void onlyChecksWhenAskedTo() throws IOException {
        new ModelsFolder(folder).with("one").with("two");
        models("switch", "one");

        Cli run = models("switch", "two", "--check-only");

        assertThat(run.exitCode()).isZero();
        assertThat(run.out()).contains("forward pass", "one → two: checked");
        assertThat(active()).isEqualTo("one");
    }

    @Test
    void setsADamagedPointerAside() throws IOException {
        new ModelsFolder(folder).with("one");
        Files.writeString(folder.resolve("active.json"), "{\"act");

        Cli run = models("switch", "one");

        assertThat(run.exitCode()).isZero();
        assertThat(active()).isEqualTo("one");
        assertThat(folder).isDirectoryContaining("glob:**active.json.damaged-*");
    }

    @Test
    void namesTheModelsThereAre() throws IOException {
        new ModelsFolder(folder).with("one").with("two");

        Cli run = models("switch", "three");

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err()).contains("unknown model 'three'", "[one, two]");
        assertThat(folder.resolve("active.json")).doesNotExist();
    }

    @Test
    void saysHowToMakeAModelActiveWhereNoneIs() throws IOException {
        new ModelsFolder(folder).with("one");

        Cli run = models("active");

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.out()).isEmpty();
        assertThat(run.err()).contains("models switch NAME");
    }

    @Test
    void listsWhatIsThereWithoutLoadingIt() throws IOException {
        new ModelsFolder(folder).with("one").withTruncated("two");
        Files.createDirectory(folder.resolve("unfinished"));
        models("switch", "one");

        assertThat(models("list").out().lines())
                .satisfiesExactly(
                        line -> assertThat(line).startsWith("* one").contains("mobilenet_v3_small, cqt, 6.2 MB"),
                        line -> assertThat(line).startsWith("  two").contains("3.1 MB"),
                        line -> assertThat(line).startsWith("  unfinished").contains("cannot be used", "save.pt"));

        JsonNode listed =
                new ObjectMapper().readTree(models("list", "--format", "json").out());
        assertThat(listed).hasSize(3);
        assertThat(listed.get(0).get("active").asBoolean()).isTrue();
        assertThat(listed.get(0).get("arch").asText()).isEqualTo("mobilenet_v3_small");
        assertThat(listed.get(2).get("problem").asText()).contains("save.pt");
    }

    @Test
    void refusesANameTogetherWithRollback() {
        assertThat(models("switch", "one", "--rollback").exitCode()).isEqualTo(2);
        assertThat(models("switch").exitCode()).isEqualTo(2);
        assertThat(Cli.run("models", "active").exitCode())
                .as("without --models")
                .isEqualTo(2);
    }

    private String active() {
        return models("active").out().strip();
    }

    private Cli models(String verb, Object... args) {
        Object[] words = new Object[args.length + 4];
        words[0] = "models";
        words[1] = verb;
        System.arraycopy(args, 0, words, 2, args.length);
        words[args.length + 2] = "--models";
        words[args.length + 3] = folder;
        return Cli.run(words);
    }
}
