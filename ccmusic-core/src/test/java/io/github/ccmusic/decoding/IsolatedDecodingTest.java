package io.github.ccmusic.decoding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.ccmusic.cqt.audio.AudioClip;
import io.github.ccmusic.cqt.audio.AudioFileException;
import io.github.ccmusic.cqt.audio.AudioReader;
import io.github.ccmusic.cqt.audio.AudioStream;
import io.github.ccmusic.process.Deaths;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Real decoders in real processes. */
class IsolatedDecodingTest {
    private static final Path AUDIO = Path.of("../examples/audio");
    private static final Path MP3 = AUDIO.resolve("bach-prelude-bwv846.mp3");

    @TempDir
    Path folder;

    @AfterEach
    void noProcessIsLeft() {
        assertThat(workers()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"bach-prelude-bwv846.mp3", "haydn-emperor-theme.flac", "drum-and-bass.ogg"})
    void givesTheSamplesThatThisProcessGives(String name) throws IOException {
        Path file = AUDIO.resolve(name);
        try (RecordingReader reader = AudioDecoding.isolated().reader(1)) {
            try (AudioStream stream = reader.open(file)) {
                AudioClip here = AudioReader.read(file);
                AudioClip there = stream.readFully();
                assertThat(there.sampleRateHz()).isEqualTo(here.sampleRateHz());
                assertThat(there.samples()).isEqualTo(here.samples());
            }
            try (InputStream bytes = Files.newInputStream(file);
                    AudioStream stream = reader.open(bytes)) {
                assertThat(stream.read(new float[10], 0, 10)).isEqualTo(10);
            }
        }
    }

    @Test
    void readsWavWithoutAProcess() throws IOException {
        try (RecordingReader reader = AudioDecoding.isolated().reader(1);
                AudioStream one = reader.open(AUDIO.resolve("bach-prelude-bwv846.wav"));
                AudioStream other = reader.open(AUDIO.resolve("bach-prelude-bwv846.wav"))) {
            assertThat(one.readFully().samples()).isEqualTo(other.readFully().samples());
        }
    }

    @Test
    void keepsTheProcessForTheNextRecordingAlsoWhereOneIsNotReadToItsEnd() throws IOException {
        try (RecordingReader reader = AudioDecoding.isolated().reader(1)) {
            List<Long> started = workers();
            for (int i = 0; i < 3; i++) {
                try (AudioStream stream = reader.open(MP3)) {
                    assertThat(stream.read(new float[1000], 0, 1000)).isEqualTo(1000);
                }
            }
            assertThat(started).hasSize(1).isEqualTo(workers());
        }
    }

    @Test
    void saysOfADamagedFileWhatThisProcessWouldSay() throws IOException {
        Path file = Files.write(folder.resolve("noise.mp3"), new byte[5000]);
        try (RecordingReader reader = AudioDecoding.isolated().reader(1)) {
            String here = catchMessage(() -> AudioReader.open(file));
            assertThatExceptionOfType(AudioFileException.class)
                    .isThrownBy(() -> reader.open(file))
                    .withMessage(here)
                    .satisfies(e -> assertThat(e.file()).isEqualTo(file));
            assertThat(reader.open(MP3)).isNotNull().satisfies(AudioStream::close);
        }
    }

    @Test
    void tellsWhatIsMissingOfARecording() throws IOException {
        byte[] whole = Files.readAllBytes(AUDIO.resolve("haydn-emperor-theme.flac"));
        Path half = Files.write(folder.resolve("half.flac"), Arrays.copyOf(whole, whole.length / 2));
        try (RecordingReader reader = AudioDecoding.isolated().reader(1);
                AudioStream there = reader.open(half);
                AudioStream here = AudioReader.open(half)) {
            assertThat(there.readFully().samples()).isEqualTo(here.readFully().samples());
            assertThat(there.damage()).isNotEmpty().isEqualTo(here.damage());
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = Deaths.class,
            names = {"SEGV", "HALT", "HANG", "HEAP"})
    void aDeadDecoderIsTheErrorOfItsFileAndTheNextOneHasAnother(Deaths death) throws IOException {
        Path file = DeadlyDecoding.deadly(MP3, folder.resolve("deadly.mp3"), death);
        try (RecordingReader reader = DeadlyDecoding.isolated().reader(1)) {
            try (AudioStream stream = reader.open(file)) {
                assertThatExceptionOfType(AudioFileException.class)
                        .isThrownBy(stream::readFully)
                        .withMessageStartingWith(file + ": cannot be decoded; the process that decoded it ")
                        .satisfies(e -> assertThat(e.file()).isEqualTo(file));
            }
            try (AudioStream stream = reader.open(MP3)) {
                assertThat(stream.readFully().seconds()).isGreaterThan(10);
            }
        }
    }

    @Test
    void aRecordingWithoutEndIsAnError() throws IOException {
        Path file = DeadlyDecoding.endless(MP3, folder.resolve("endless.mp3"));
        try (RecordingReader reader =
                        DeadlyDecoding.isolated().longest(Duration.ofMinutes(2)).reader(1);
                AudioStream stream = reader.open(file)) {
            assertThatExceptionOfType(AudioFileException.class)
                    .isThrownBy(stream::readFully)
                    .withMessage(file + ": is longer than 2 minutes, or its decoder never ends");
        }
    }

    @Test
    void anInterruptEndsTheWaitAndTheProcess() throws Exception {
        Path file = DeadlyDecoding.deadly(MP3, folder.resolve("stuck.mp3"), Deaths.HANG);
        try (RecordingReader reader =
                DeadlyDecoding.isolated().stallLimit(Duration.ofMinutes(5)).reader(1)) {
            CompletableFuture<IOException> thrown = new CompletableFuture<>();
            Thread caller = new Thread(() -> {
                try (AudioStream stream = reader.open(file)) {
                    stream.readFully();
                    thrown.completeExceptionally(new AssertionError("read to its end"));
                } catch (IOException e) {
                    thrown.complete(e);
                }
            });
            caller.start();
            // Two blocks come, and then it waits.
            caller.join(3000);
            caller.interrupt();

            assertThat(thrown.get(1, TimeUnit.MINUTES))
                    .isInstanceOf(InterruptedIOException.class)
                    .hasMessage(file + ": interrupted while it was decoded");
            caller.join();
            assertThat(workers()).isEmpty();
        }
    }

    @Test
    void isClosedForGood() throws IOException {
        RecordingReader reader = AudioDecoding.isolated().reader(1);
        AudioStream open = reader.open(MP3);
        reader.close();
        reader.close();
        assertThat(open.readFully().seconds()).isGreaterThan(10);
        open.close();
        assertThatThrownBy(() -> reader.open(MP3)).isInstanceOf(IllegalStateException.class);
    }

    private static List<Long> workers() {
        return ProcessHandle.current().children().map(ProcessHandle::pid).toList();
    }

    private interface Opening {
        AudioStream open() throws IOException;
    }

    private static String catchMessage(Opening opening) {
        try (AudioStream stream = opening.open()) {
            throw new AssertionError("opened at " + stream.sampleRateHz() + " Hz");
        } catch (IOException e) {
            return String.valueOf(e.getMessage());
        }
    }
}
