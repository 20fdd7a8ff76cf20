package io.github.ccmusic.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ccmusic.FrontEnd;
import io.github.ccmusic.cqt.audio.AudioReader;
import io.github.ccmusic.cqt.audio.AudioStream;
import io.github.ccmusic.cqt.image.RgbImage;
import io.github.ccmusic.modeldir.ModelDirectory;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SpectrogramCommandTest {

    @TempDir
    Path folder;

    @Test
    void drawsThePixelsThatTheNetworkSees() throws IOException {
        Path png = folder.resolve("out.png");
        Cli run = Cli.run("spectrogram", Cli.BACH, "-o", png, "--slice", 2);

        assertThat(run.err()).isEmpty();
        assertThat(run.exitCode()).isZero();
        assertThat(run.out()).contains("slice 2 of 2", "224 × 224");
        RgbImage seen;
        try (AudioStream audio = AudioReader.open(Cli.BACH)) {
            seen = FrontEnd.of(ModelDirectory.open(Cli.MODEL)).listen(audio).picture(1);
        }
        BufferedImage drawn = ImageIO.read(png.toFile());
        assertThat(drawn.getWidth()).isEqualTo(seen.width());
        assertThat(drawn.getHeight()).isEqualTo(seen.height());
        int[] pixels = drawn.getRGB(0, 0, drawn.getWidth(), drawn.getHeight(), null, 0, drawn.getWidth());
        byte[] rgb = new byte[3 * pixels.length];
        for (int i = 0; i < pixels.length; i++) {
            rgb[3 * i] = (byte) (pixels[i] >> 16);
            rgb[3 * i + 1] = (byte) (pixels[i] >> 8);
            rgb[3 * i + 2] = (byte) pixels[i];
        }
        assertThat(rgb).isEqualTo(seen.rgb());
    }

    @Test
    void refusesASliceThatTheRecordingDoesNotHave() {
        Cli run = Cli.run("spectrogram", Cli.BACH, "-o", folder.resolve("out.png"), "--slice", 3);

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).contains("--slice must be from 1 to 2");
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void namesARecordingThatItCannotRead() {
        Cli run = Cli.run("spectrogram", folder.resolve("missing.wav"), "-o", folder.resolve("out.png"));

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err()).contains("missing.wav");
        assertThat(folder).isEmptyDirectory();
    }
}
