package io.github.ccmusic.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ccmusic.models.arch.Architectures;
import org.junit.jupiter.api.Test;

class ModelsArchitecturesCommandTest {

    @Test
    void printsOneNameALine() {
        Cli run = Cli.run("models", "architectures");

        assertThat(run.exitCode()).isZero();
        assertThat(run.out().lines())
                .containsExactlyElementsOf(Architectures.builtIn().names())
                .contains("mobilenet_v3_small", "vgg19_bn", "resnet18", "swin_b", "vit_b_16")
                .doesNotHaveDuplicates()
                .allMatch(name -> name.matches("[a-z0-9_]+"));
    }
}
