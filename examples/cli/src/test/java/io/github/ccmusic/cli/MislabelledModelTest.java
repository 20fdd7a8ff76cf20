package io.github.ccmusic.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ccmusic.models.arch.Head;
import io.github.ccmusic.models.arch.ReferenceArchitecture;
import io.github.ccmusic.models.checkpoint.CheckpointFormat;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a user reads who has put a checkpoint into the wrong directory. */
class MislabelledModelTest {
    @TempDir
    Path folder;

    @Test
    void isToldWhichArchitectureTheWeightsLookLike() throws IOException {
        Path model = Files.createDirectory(folder.resolve("vgg19_bn_cqt"));
        CheckpointFormat.TORCH.write(
                ReferenceArchitecture.named("resnet18", Head.Kind.LINEAR).stateDict(), model.resolve("save.pt"));

        for (Cli run : new Cli[] {
            Cli.run("classify", "--model", model, Cli.BACH),
            Cli.run("models", "check", model),
            Cli.run("models", "convert", model, "--to", "safetensors")
        }) {
            assertThat(run.exitCode()).isEqualTo(1);
            assertThat(run.err())
                    .contains("save.pt: the weights are not those of vgg19_bn; ")
                    .contains("They look like those of resnet18 with 16 classes and the head 'linear'")
                    .hasLineCount(1);
        }

        Cli init = Cli.run("config", "init", model);
        assertThat(init.exitCode()).isZero();
        assertThat(init.err()).contains("is called vgg19_bn_cqt, but the weights are those of resnet18");
        assertThat(Cli.run("models", "check", model).exitCode()).isZero();
    }
}
