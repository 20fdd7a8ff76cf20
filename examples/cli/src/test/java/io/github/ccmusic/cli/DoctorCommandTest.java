package io.github.ccmusic.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DoctorCommandTest {

    @Test
    void findsThisMachineHealthy() {
        Cli run = Cli.run("doctor");

        assertThat(run.out().lines()).isNotEmpty().allMatch(line -> line.startsWith("ok "));
        assertThat(run.exitCode()).isZero();
        assertThat(run.out())
                .contains(System.getProperty("java.home"), "libtorch", "cpu", "decoder opus", "mobilenet_v3_small_cqt")
                .containsPattern("kernels proved +.*XNNPACK_ALONE")
                .containsPattern("for a report +libtorch .*caches (not )?reported, proved ");
    }

    @Test
    void namesWhatIsBroken(@TempDir Path folder) {
        Cli run = Cli.run("doctor", "--model", folder.resolve("nowhere"));

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.out().lines().filter(line -> line.startsWith("FAILED")))
                .singleElement()
                .asString()
                .contains("model", "nowhere");
    }
}
