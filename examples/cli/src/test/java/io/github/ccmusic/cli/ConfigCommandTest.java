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

class ConfigCommandTest {
    @TempDir
    Path folder;

    private Path model;
    private Path config;

    @BeforeEach
    void aBareCheckpoint() throws IOException {
        model = Files.createDirectory(folder.resolve("mobilenet_v3_small_cqt"));
        config = model.resolve("config.json");
        Files.copy(Cli.MODEL.resolve("save.pt"), model.resolve("save.pt"));
    }

    @Test
    void writesAConfigWithWhichTheModelPassesItsCheck() throws IOException {
        Cli run = Cli.run("config", "init", model);

        assertThat(run.exitCode()).isZero();
        assertThat(config).hasContent(run.out());
        JsonNode written = new ObjectMapper().readTree(run.out());
        assertThat(written.path("arch").asText()).isEqualTo("mobilenet_v3_small");
        assertThat(written.path("num_classes").asInt()).isEqualTo(4);
        assertThat(written.path("size_mb").asDouble()).isEqualTo(6.21);
        assertThat(run.err())
                .startsWith("note: the 4 classes have no names: add \"labels\"")
                .hasLineCount(1);
        assertThat(Cli.run("models", "check", model).exitCode()).isZero();
    }

    @Test
    void replacesAConfigOnlyByForce() throws IOException {
        Files.writeString(config, "{}");

        Cli run = Cli.run("config", "init", model);
        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err())
                .contains("config.json is there already", "--force")
                .hasLineCount(1);
        assertThat(config).hasContent("{}");

        assertThat(Cli.run("config", "init", "--force", model).exitCode()).isZero();
        assertThat(config).content().contains("mobilenet_v3_small");
    }

    @Test
    void saysThatADirectoryHasNoCheckpoint() {
        Cli run = Cli.run("config", "init", folder);

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err())
                .contains("no checkpoint here: expected save.pt or model.safetensors")
                .hasLineCount(1);
    }

    @Test
    void printsTheSchemaAsJson() throws IOException {
        Cli run = Cli.run("config", "schema");

        assertThat(run.exitCode()).isZero();
        JsonNode schema = new ObjectMapper().readTree(run.out());
        assertThat(schema.path("$schema").asText()).isEqualTo("https://json-schema.org/draft/2020-12/schema");
        assertThat(schema.path("properties").path("short_clip").path("enum").toString())
                .isEqualTo("[\"repeat\",\"zero\",\"reject\",null]");
    }
}
