package io.github.ccmusic.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class DecoderNoiseTest {

    @TempDir
    Path folder;

    @Test
    @EnabledOnOs(OS.LINUX)
    void keepsTheDecodersSilentOnTheProcessesOwnStderr() throws Exception {
        Path mp3 = folder.resolve("440.mp3");
        try (InputStream tone = getClass().getResourceAsStream("tone/440.mp3")) {
            Files.copy(Objects.requireNonNull(tone), mp3);
        }
        Path err = folder.resolve("err");
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Main.class.getName(),
                        "spectrogram",
                        mp3.toString(),
                        "-o",
                        folder.resolve("out.png").toString())
                .redirectError(err.toFile())
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();

        assertThat(process.waitFor()).isZero();
        assertThat(Files.readString(err)).isEmpty();
    }
}
