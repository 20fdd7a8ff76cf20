package io.github.ccmusic.cqt.audio;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What follows after samples were passed over, against the same part of the whole. */
class SkipTest {
    @TempDir
    Path directory;

    private Path file = Path.of("");

    @BeforeEach
    void write() throws IOException {
        Files.write(directory.resolve("noise.wav"), WavWriter.wav(SampleType.SIGNED_16, false, 44_100, new float[][] {
            Noise.of(44_100, 1), Noise.of(44_100, 2)
        }));
    }

    private void choose(String name) throws IOException {
        file = directory.resolve(name);
        if (!Files.exists(file)) {
            try (InputStream in = Objects.requireNonNull(SkipTest.class.getResourceAsStream("/audio/" + name), name)) {
                Files.copy(in, file);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "noise.wav",
                "tones-32k-mono.mp3",
                "tones-44k1-stereo.ogg",
                "tones-22k05-stereo.flac",
                "tones-44k1-stereo.m4a"
            })
    void goesOnAtTheVerySample(String name) throws IOException {
        choose(name);
        AudioClip whole = AudioReader.read(file);
        int length = whole.samples().length;
        for (int passed : new int[] {0, 1, 5_423, length - 7}) {
            try (AudioStream stream = AudioReader.open(file)) {
                assertThat(stream.skip(passed)).isEqualTo(passed);
                assertThat(stream.readFully().samples()).isEqualTo(Arrays.copyOfRange(whole.samples(), passed, length));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"noise.wav", "tones-32k-mono.mp3"})
    void passesOverNoMoreThanThereIs(String name) throws IOException {
        choose(name);
        int length = AudioReader.read(file).samples().length;
        try (AudioStream stream = AudioReader.open(file)) {
            assertThat(stream.skip(100)).isEqualTo(100);
            assertThat(stream.skip(Long.MAX_VALUE)).isEqualTo(length - 100);
            assertThat(stream.read(new float[1], 0, 1)).isEqualTo(-1);
        }
    }
}
