package io.github.ccmusic.cqt.audio;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Recordings of which a part is missing: they are read as far as they go, and say so. */
class DamageTest {
    @TempDir
    Path directory;

    private static byte[] resource(String name) throws IOException {
        try (InputStream in = DamageTest.class.getResourceAsStream("/audio/" + name)) {
            return Objects.requireNonNull(in, name).readAllBytes();
        }
    }

    private Optional<String> damage(String name, byte[] content) throws IOException {
        try (AudioStream stream = AudioReader.open(Files.write(directory.resolve(name), content))) {
            assertThat(stream.forEachBlock((samples, offset, length) -> {})).isPositive();
            return stream.damage();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "six-seconds.mp3, 2\\.[34] of 6\\.[01] s could be read",
        "six-seconds.flac, [12]\\.\\d of 6\\.0 s could be read",
        "six-seconds.m4a, [12]\\.\\d of 6\\.[01] s could be read",
        "six-seconds.ogg, the end of the file is missing; \\d\\.\\d s could be read",
        "six-seconds.opus, the end of the file is missing; \\d\\.\\d s could be read",
        "long.wav, 0\\.4 of 1\\.0 s could be read",
    })
    void saysHowMuchOfAFileWasReadThatIsCutShort(String name, String expected) throws IOException {
        byte[] whole = name.equals("long.wav")
                ? WavWriter.wav(SampleType.SIGNED_16, false, 22_050, new float[][] {Noise.of(22_050, 1)})
                : resource(name);
        assertThat(damage(name, Arrays.copyOf(whole, (int) (0.4 * whole.length))))
                .hasValueSatisfying(what -> assertThat(what).matches(expected));
    }

    /** What cannot be decoded in the middle is left out, and counts as missing. */
    @ParameterizedTest
    @ValueSource(
            strings = {"six-seconds.mp3", "six-seconds.flac", "six-seconds.ogg", "six-seconds.opus", "six-seconds.m4a"})
    void saysHowMuchWasReadAroundAHole(String name) throws IOException {
        byte[] holed = resource(name);
        Arrays.fill(holed, (int) (0.4 * holed.length), (int) (0.7 * holed.length), (byte) 0);
        assertThat(damage(name, holed))
                .hasValueSatisfying(what -> assertThat(what).matches("[345]\\.\\d of 6\\.[01] s could be read"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "tones-32k-mono.mp3",
                "tones-22k05-stereo.flac",
                "tones-44k1-stereo.ogg",
                "tones-48k-stereo.opus",
                "tones-44k1-stereo.m4a",
                "tones-44k1-stereo.aac",
                "tones-48k-stereo.webm",
                "tones-22k05-stereo.oga",
                "tones-8k-stereo-adpcm.wav",
                "tones-22k05-mono.aiff",
                "six-seconds.mp3",
                "six-seconds.ogg",
                "six-seconds.opus",
                "six-seconds.flac",
                "six-seconds.m4a",
                "six-channels.ogg"
            })
    void findsNothingAmissWithWholeFiles(String name) throws IOException {
        assertThat(damage(name, resource(name))).isEmpty();
    }

    @Test
    void saysNothingBeforeTheEnd() throws IOException {
        byte[] half = Arrays.copyOf(resource("tones-22k05-stereo.flac"), 20_000);
        try (AudioStream stream = AudioReader.open(Files.write(directory.resolve("half.flac"), half))) {
            stream.read(new float[10], 0, 10);
            assertThat(stream.damage()).isEmpty();
        }
    }
}
