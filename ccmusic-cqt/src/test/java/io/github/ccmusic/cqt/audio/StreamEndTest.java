package io.github.ccmusic.cqt.audio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What ends the reading besides the end of the sound. */
class StreamEndTest {
    @TempDir
    Path directory;

    @AfterEach
    void calm() {
        Thread.interrupted();
    }

    private Path file(String name) throws IOException {
        Path file = directory.resolve(name);
        if (name.endsWith("noise.wav")) {
            return Files.write(
                    file, WavWriter.wav(SampleType.SIGNED_16, false, 44_100, new float[][] {Noise.of(90_000, 1)}));
        }
        try (InputStream in = Objects.requireNonNull(StreamEndTest.class.getResourceAsStream("/audio/" + name), name)) {
            Files.copy(in, file);
        }
        return file;
    }

    @ParameterizedTest
    @ValueSource(strings = {"noise.wav", "tones-32k-mono.mp3", "six-channels.flac"})
    void anInterruptEndsReadingWithAnExceptionThatNamesTheFile(String name) throws IOException {
        Path file = file(name);
        String message = file + ": reading was interrupted";
        try (AudioStream stream = AudioReader.open(file)) {
            stream.read(new float[100], 0, 100);
            Thread.currentThread().interrupt();
            assertThatThrownBy(() -> stream.read(new float[100], 0, 100))
                    .isInstanceOf(InterruptedIOException.class)
                    .hasMessage(message);
            assertThatThrownBy(() -> AudioReader.open(file))
                    .isInstanceOf(InterruptedIOException.class)
                    .hasMessage(message);
            assertThat(Thread.currentThread().isInterrupted()).isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"noise.wav", "tones-32k-mono.mp3", "six-channels.flac"})
    void readingAClosedStreamIsAnError(String name) throws IOException {
        Path file = file(name);
        AudioStream stream = AudioReader.open(file);
        AudioStream resampled = Resampler.to(22_050).resample(stream);
        assertThat(resampled.read(new float[100], 0, 100)).isPositive();
        resampled.close();
        assertThatThrownBy(() -> stream.read(new float[100], 0, 100))
                .isInstanceOf(AudioFileException.class)
                .hasMessageStartingWith(file + ": the stream was closed before");
        assertThatThrownBy(() -> resampled.read(new float[100], 0, 100)).hasMessageContaining("the stream was closed");
        stream.close();
    }

    /** Neither a short answer nor one that looks whole: the thread that reads learns of it. */
    @ParameterizedTest
    @ValueSource(strings = {"noise.wav", "tones-32k-mono.mp3", "six-channels.flac"})
    @SuppressWarnings("try") // closing early is what is tried
    void closingFromAnotherThreadIsAnErrorForTheOneThatReads(String name) throws Exception {
        try (AudioStream stream = AudioReader.open(file(name))) {
            assertThatThrownBy(() -> stream.forEachBlock((samples, offset, length) -> {
                        Thread other = new Thread(() -> {
                            try {
                                stream.close();
                            } catch (IOException e) {
                                throw new java.io.UncheckedIOException(e);
                            }
                        });
                        other.start();
                        join(other);
                    }))
                    .hasMessageContaining("the stream was closed before");
        }
    }

    private static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void anInterruptEndsWhatHasNoFile(boolean spooled) {
        InputStream endless = new InputStream() {
            @Override
            public int read() {
                Thread.currentThread().interrupt();
                return 0;
            }

            @Override
            public int read(byte[] bytes, int offset, int length) {
                Thread.currentThread().interrupt();
                return length;
            }
        };
        AudioStream endlessSound = new AudioStream() {
            @Override
            public int sampleRateHz() {
                return 8_000;
            }

            @Override
            public int read(float[] buffer, int offset, int length) {
                Thread.currentThread().interrupt();
                return length;
            }

            @Override
            public void close() {}
        };
        assertThatThrownBy(() -> {
                    if (spooled) {
                        AudioReader.open(endless).close();
                    } else {
                        endlessSound.forEachBlock((samples, offset, length) -> {});
                    }
                })
                .isInstanceOf(InterruptedIOException.class)
                .hasMessage("audio stream: reading was interrupted");
    }
}
