package io.github.ccmusic.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelsCheckCommandTest {

    @TempDir
    Path folder;

    @Test
    void reportsEachCheckOfASoundModel() {
        Cli run = Cli.run("models", "check", Cli.MODEL);

        assertThat(run.err()).isEmpty();
        assertThat(run.exitCode()).isZero();
        assertThat(run.out()).contains(Cli.MODEL.toString(), "forward pass", "4 finite logits");
    }

    @Test
    void saysWhatIsWrongWithATruncatedCheckpoint() throws IOException {
        Path model = Files.createDirectory(folder.resolve("truncated"));
        Files.copy(Cli.MODEL.resolve("config.json"), model.resolve("config.json"));
        byte[] whole = Files.readAllBytes(Cli.MODEL.resolve("save.pt"));
        Files.write(model.resolve("save.pt"), Arrays.copyOf(whole, whole.length / 2));

        Cli run = Cli.run("models", "check", model, Cli.MODEL);

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err()).contains(model.resolve("save.pt").toString());
        assertThat(run.out()).as("the sound model beside it").contains("4 finite logits");
    }

    @Test
    void saysThatThereIsNoModel() {
        Cli run = Cli.run("models", "check", folder.resolve("nowhere"));

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.out()).isEmpty();
        assertThat(run.err()).contains("nowhere");
    }
}
