package io.github.ccmusic.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RolloutCommandTest {

    @TempDir
    Path folder;

    @BeforeEach
    void makeModels() throws IOException {
        new ModelsFolder(folder).with("active").with("twin").withMixedUpLabels("stranger");
        assertThat(Cli.run("models", "switch", "active", "--models", folder).exitCode())
                .isZero();
    }

    @Test
    void aTwinInTheShadowAgreesOnEverything() throws IOException {
        Cli run = Cli.run("rollout", "shadow", "twin", "--models", folder, "--format", "json", Cli.BACH, Cli.HAYDN);

        assertThat(run.err()).isEmpty();
        assertThat(run.exitCode()).isZero();
        JsonNode report = new ObjectMapper().readTree(run.out());
        assertThat(report.get("candidate").asText()).isEqualTo("twin");
        assertThat(report.get("active").asText()).isEqualTo("active");
        assertThat(report.get("compared").asInt()).isEqualTo(2);
        assertThat(report.get("agreement").asDouble()).isEqualTo(1);
        assertThat(report.get("divergence_bits").asDouble()).isZero();
        assertThat(report.get("genres").get("classical").get("disagreed").asInt())
                .isZero();
    }

    @Test
    void aStrangerInTheShadowDisagrees() {
        Cli run = Cli.run("rollout", "shadow", "stranger", "--models", folder, Cli.BACH, Cli.DRUM_AND_BASS);

        assertThat(run.exitCode()).isZero();
        assertThat(run.out())
                .contains("stranger beside active: running", "compared     2", "agreement    0.0 %")
                .contains("classical    1 of 1 disagreed", "electronic   1 of 1 disagreed");
    }

    @Test
    void aCanaryThatDisagreesIsAborted() {
        Cli run = Cli.run(
                "rollout",
                "canary",
                "stranger",
                "--models",
                folder,
                "--percent",
                100,
                "--min-calls",
                1,
                "--min-agreement",
                0.5,
                Cli.BACH,
                Cli.HAYDN,
                Cli.DRUM_AND_BASS);

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.out()).contains("stranger beside active: aborted", "agrees with the active model on 0.0 %");
    }

    @Test
    void leavesTheActiveModelAlone() throws IOException {
        String before = Files.readString(folder.resolve("active.json"));

        Cli.run("rollout", "canary", "twin", "--models", folder, Cli.BACH);

        assertThat(folder.resolve("active.json")).hasContent(before);
    }

    @Test
    void namesRecordingsThatCannotBeRead() {
        Cli run = Cli.run("rollout", "shadow", "twin", "--models", folder, folder.resolve("missing.wav"), Cli.BACH);

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err()).contains("missing.wav");
        assertThat(run.out()).contains("1 answered", "compared     1");
    }

    @Test
    void refusesAPolicyThatMakesNoSense() {
        Cli run = Cli.run("rollout", "canary", "twin", "--models", folder, "--percent", 101, Cli.BACH);

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).contains("percent must lie in [0, 100]: 101");
    }
}
