package io.github.ccmusic.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code --isolated}, wherever it is understood. */
class IsolatedTest {

    @TempDir
    Path folder;

    @AfterEach
    void noProcessIsLeft() {
        assertThat(ProcessHandle.current().children()).isEmpty();
    }

    @Test
    void answersTheSame() throws IOException {
        Path broken = Files.write(folder.resolve("broken.mp3"), new byte[3000]);
        Object[] recordings = {Cli.BACH_MP3, broken, Cli.DRUM_AND_BASS, Cli.BACH};
        Cli here = Cli.run("classify", recordings[0], recordings[1], recordings[2], recordings[3]);
        Cli there = Cli.run("classify", "--isolated", recordings[0], recordings[1], recordings[2], recordings[3]);

        assertThat(there.exitCode()).isEqualTo(here.exitCode()).isEqualTo(1);
        assertThat(there.out()).isEqualTo(here.out());
        assertThat(there.err().lines().filter(line -> line.startsWith("ccmusic: ")))
                .containsExactlyElementsOf(here.err()
                        .lines()
                        .filter(line -> line.startsWith("ccmusic: "))
                        .toList());
    }

    /** 44 bytes that FFmpeg's wrapper dies of, if they reach it. */
    @Test
    void answersForTheRecordingsAroundOneThatKillsItsDecoder() {
        Path ape = Path.of(
                System.getProperty("ccmusic.shared", "../../../shared"), "failing/recordings/ape-header-as.mp3");
        assumeTrue(Files.exists(ape), () -> "skipped: " + ape + " is not there");

        Cli run = Cli.run("classify", "--isolated", "-k", 1, Cli.BACH_MP3, ape, Cli.DRUM_AND_BASS);

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.out()).contains("Classical", "Electronic");
        assertThat(run.err().lines()).singleElement().asString().startsWith("ccmusic: " + ape + ": ");
    }

    @Test
    void embedsAndDrawsTheSame() throws IOException {
        assertThat(Cli.run("embed", "--isolated", Cli.BACH_MP3).out())
                .isEqualTo(Cli.run("embed", Cli.BACH_MP3).out());
        Path here = folder.resolve("here.png");
        Path there = folder.resolve("there.png");
        assertThat(Cli.run("spectrogram", Cli.BACH_MP3, "-o", here).exitCode()).isZero();
        assertThat(Cli.run("spectrogram", "--isolated", Cli.BACH_MP3, "-o", there)
                        .exitCode())
                .isZero();
        assertThat(there).hasSameBinaryContentAs(here);
    }

    @Test
    void checksAModelAndTellsWhatItTook() {
        Cli run = Cli.run("models", "check", "--isolated", Cli.MODEL);

        assertThat(run.err()).isEmpty();
        assertThat(run.exitCode()).isZero();
        assertThat(run.out()).contains(Cli.MODEL.toString(), "4 finite logits", "own process");
    }

    @Test
    void switchesOnlyToWhatPassed() throws IOException {
        new ModelsFolder(folder).with("sound").withTruncated("broken");
        assertThat(Cli.run("models", "switch", "--isolated", "sound", "--models", folder)
                        .exitCode())
                .isZero();

        Cli run = Cli.run("models", "switch", "--isolated", "broken", "--models", folder);

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.out()).contains("FAILED");
        assertThat(Cli.run("models", "active", "--models", folder).out()).endsWith("sound" + System.lineSeparator());
    }
}
