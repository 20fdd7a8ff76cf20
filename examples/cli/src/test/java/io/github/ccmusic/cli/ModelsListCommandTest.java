package io.github.ccmusic.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelsListCommandTest {
    private static final long FOUR_GIGABYTES = 4_000_000_000L;

    @TempDir
    Path folder;

    /** Four terabytes of weights in all: whoever read them would not be done today. */
    @Test
    void listsAThousandModelsWithoutReadingAnyWeights() throws IOException {
        for (int i = 0; i < 1000; i++) {
            Path model = Files.createDirectory(folder.resolve(String.format("model_%03d", i)));
            Files.writeString(model.resolve("config.json"), "{\"arch\": \"vgg19_bn\", \"feature\": \"mel\"}");
            writeSparse(model.resolve("save.pt"));
        }

        Cli run = Cli.run("models", "list", folder);

        assertThat(run.exitCode()).isZero();
        assertThat(run.err()).isEmpty();
        List<String> lines = run.out().lines().toList();
        assertThat(lines).hasSize(1000);
        assertThat(lines.get(999)).isEqualTo("  model_999  vgg19_bn, mel, 4000.0 MB, version 0");
    }

    @Test
    void listsWhereThePointerIsDamagedAndSaysSo() throws IOException {
        new ModelsFolder(folder).with("sound");
        Files.writeString(folder.resolve("active.json"), "{\"act");

        Cli run = Cli.run("models", "list", folder);

        assertThat(run.exitCode()).isZero();
        assertThat(run.out()).startsWith("  sound  ");
        assertThat(run.err()).contains("active.json: not a pointer to a model");
    }

    @Test
    void showsBrokenOnesWithWhatIsWrongWithThem() throws IOException {
        new ModelsFolder(folder).with("sound");
        Files.createDirectory(folder.resolve("empty"));
        Files.writeString(folder.resolve("README.md"), "no model");
        Path broken = Files.createDirectory(folder.resolve("broken"));
        Files.writeString(broken.resolve("config.json"), "{\"input_size\": 7}");
        writeSparse(broken.resolve("save.pt"));
        Path copying = Files.createDirectory(folder.resolve("copying"));
        Files.createFile(copying.resolve(".incomplete"));
        writeSparse(copying.resolve("save.pt"));

        Cli run = Cli.run("models", "list", "--models", folder);

        assertThat(run.exitCode()).isZero();
        assertThat(run.err()).isEmpty();
        assertThat(run.out().lines().toList())
                .satisfiesExactly(
                        line -> assertThat(line)
                                .startsWith("  broken   cannot be used: ")
                                .contains("\"input_size\" is 7"),
                        line -> assertThat(line).startsWith("  copying  cannot be used: still being written"),
                        line -> assertThat(line)
                                .startsWith("  empty    cannot be used: ")
                                .contains("no checkpoint here"),
                        line -> assertThat(line).startsWith("  sound    mobilenet_v3_small, cqt, 6.2 MB"));

        JsonNode json = new ObjectMapper()
                .readTree(Cli.run("models", "list", folder, "--format", "json").out());
        assertThat(json).hasSize(4);
        assertThat(json.get(0).path("problem").asText()).contains("input_size");
        assertThat(json.get(3).path("checkpoint_bytes").asLong()).isEqualTo(6206711);
    }

    @Test
    void wantsOneDirectory() {
        assertThat(Cli.run("models", "list").exitCode()).isEqualTo(2);
        assertThat(Cli.run("models", "list", folder, "--models", folder).exitCode())
                .isEqualTo(2);
        Cli run = Cli.run("models", "list", folder.resolve("nowhere"));
        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err())
                .startsWith("ccmusic: ")
                .contains("nowhere: no directory")
                .hasLineCount(1);
    }

    private static void writeSparse(Path file) throws IOException {
        try (FileChannel out = FileChannel.open(
                file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE, StandardOpenOption.SPARSE)) {
            out.write(ByteBuffer.allocate(1), FOUR_GIGABYTES - 1);
        }
    }
}
