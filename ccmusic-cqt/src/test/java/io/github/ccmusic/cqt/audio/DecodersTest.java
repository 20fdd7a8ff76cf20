package io.github.ccmusic.cqt.audio;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which decoders are asked. */
class DecodersTest {
    @TempDir
    Path directory;

    private Path mp3 = Path.of("");

    private Path file(String name) throws Exception {
        Path file = directory.resolve(name);
        try (var in = Objects.requireNonNull(DecodersTest.class.getResourceAsStream("/audio/" + name), name)) {
            Files.copy(in, file);
        }
        return file;
    }

    @BeforeEach
    void copy() throws Exception {
        mp3 = file("tones-32k-mono.mp3");
    }

    /** A thread of the common pool has such a loader where an application brings its own, as a Spring Boot jar does. */
    @Test
    void findsDecodersWhateverTheContextClassLoader() throws Exception {
        Thread thread = Thread.currentThread();
        ClassLoader own = thread.getContextClassLoader();
        for (ClassLoader other : new ClassLoader[] {ClassLoader.getPlatformClassLoader(), null}) {
            thread.setContextClassLoader(other);
            try {
                assertThat(AudioReader.read(mp3).sampleRateHz()).isEqualTo(32_000);
            } finally {
                thread.setContextClassLoader(own);
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "tones-44k1-stereo.ogg, is OGG",
        "tones-8k-stereo-adpcm.wav, is WAV",
    })
    void namesTheDecodersThatAreMissing(String name, String found) throws Exception {
        Path file = file(name);
        assertThat(OwnLoader.read(file, "ffsampledsp"))
                .isEqualTo(AudioFileException.class.getName() + ": " + file + ": " + found
                        + ". To decode it put com.tagtraum:ffsampledsp-complete:0.9.56 on the class path.");
    }

    @Test
    void needsNoDecodersForAiffAndAu() throws Exception {
        assertThat(OwnLoader.read(file("six-channels.aiff"), "ffsampledsp"))
                .isEqualTo("AudioClip[4000 samples at 8000 Hz]");
        assertThat(OwnLoader.read(file("six-channels-24-bit.au"), "ffsampledsp"))
                .isEqualTo("AudioClip[4000 samples at 8000 Hz]");
    }
}
