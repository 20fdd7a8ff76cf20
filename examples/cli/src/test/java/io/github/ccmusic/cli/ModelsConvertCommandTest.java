package io.github.ccmusic.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelsConvertCommandTest {
    @TempDir
    Path folder;

    @Test
    void makesTheExampleModelSmallerThanFiveMegabytesByOneCommand() throws IOException {
        Path small = folder.resolve("small");

        Cli run = Cli.run("models", "convert", Cli.MODEL, "--to", "safetensors", "--dtype", "float16", "-o", small);

        assertThat(run.err()).isEmpty();
        assertThat(run.exitCode()).isZero();
        assertThat(run.out())
                .startsWith(small + ": 3.1 MB, was 6.2 MB; over 8 made-up pictures no probability differs");
        assertThat(Files.size(small.resolve("model.safetensors"))).isLessThan(5_000_000);
        Cli before = Cli.run("classify", "--model", Cli.MODEL, Cli.BACH);
        Cli after = Cli.run("classify", "--model", small, Cli.BACH);
        assertThat(after.exitCode()).isZero();
        assertThat(after.out().lines().findFirst())
                .isEqualTo(before.out().lines().findFirst());
    }

    @Test
    void writesBesideTheModelAndSaysThatAnswersAreEqual() throws IOException {
        new ModelsFolder(folder).with("one");

        Cli run = Cli.run("models", "convert", folder.resolve("one"), "--to", "torch");

        assertThat(run.exitCode()).isZero();
        assertThat(run.out())
                .startsWith(folder.resolve("one-torch") + ": 6.2 MB, was 6.2 MB")
                .contains("answers for 8 made-up pictures are equal");
        assertThat(folder.resolve("one-torch/save.pt")).exists();
    }

    @Test
    void saysInOneLineWhyItWroteNothing() throws IOException {
        new ModelsFolder(folder).with("one").withTruncated("half");

        Cli there = Cli.run("models", "convert", folder.resolve("one"), "--to", "torch", "-o", folder.resolve("half"));
        assertThat(there.exitCode()).isEqualTo(1);
        assertThat(there.err())
                .contains("half: is there already and will not be overwritten")
                .hasLineCount(1);

        Cli truncated = Cli.run("models", "convert", folder.resolve("half"), "--to", "safetensors");
        assertThat(truncated.exitCode()).isEqualTo(1);
        assertThat(truncated.err()).contains("half/save.pt").hasLineCount(1);

        assertThat(Cli.run("models", "convert", folder.resolve("one"), "--to", "onnx")
                        .exitCode())
                .isEqualTo(2);
        assertThat(Cli.run("models", "convert", folder.resolve("one"), "--to", "torch", "--dtype", "int8")
                        .exitCode())
                .isEqualTo(2);
        assertThat(folder.toFile().list()).containsExactlyInAnyOrder("one", "half");
    }
}
