package io.github.ccmusic.cqt.audio;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.ccmusic.cqt.Golden;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AudioReaderTest {
    private static InputStream resource(String name) {
        return Objects.requireNonNull(AudioReaderTest.class.getResourceAsStream("/audio/" + name), name);
    }

    /** How loud a frequency is. */
    private static double amplitude(AudioClip clip, double hz) {
        double re = 0;
        double im = 0;
        int n = clip.samples().length / 2;
        for (int i = 0; i < n; i++) {
            double phase = 2 * Math.PI * hz * i / clip.sampleRateHz();
            re += clip.samples()[n / 2 + i] * Math.cos(phase);
            im += clip.samples()[n / 2 + i] * Math.sin(phase);
        }
        return 2 * Math.hypot(re, im) / n;
    }

    @ParameterizedTest
    @CsvSource({
        "tones-44k1-stereo.ogg, 44100, 0.25",
        "tones-32k-mono.mp3, 32000, 0.336",
        "tones-22k05-stereo.flac, 22050, 0.25",
        "tones-44k1-stereo.m4a, 44100, 0.25",
        "tones-48k-stereo.opus, 48000, 0.25",
        "tones-8k-stereo-adpcm.wav, 8000, 0.25",
        "tones-48k-stereo.webm, 48000, 0.25",
        "tones-44k1-stereo.aac, 44100, 0.25",
        "tones-22k05-stereo-alac.m4a, 22050, 0.25",
        "tones-22k05-stereo.oga, 22050, 0.25",
        "tones-22k05-stereo-a-law.wav, 22050, 0.25",
        "tones-22k05-stereo-mu-law.au, 22050, 0.25",
        "tones-8k-mono-gsm.wav, 8000, 0.25",
        "tones-22k05-mono.aiff, 22050, 0.25",
    })
    void decodesCompressedFilesAtTheirOwnRate(String name, int rate, double amplitude, @TempDir Path directory)
            throws IOException {
        Path file = directory.resolve("100% " + name);
        Files.copy(resource(name), file);
        for (AudioClip clip : List.of(AudioReader.read(file), AudioReader.read(resource(name)))) {
            assertThat(clip.sampleRateHz()).isEqualTo(rate);
            assertThat(clip.seconds()).isCloseTo(1, within(0.05));
            assertThat(amplitude(clip, 440)).isCloseTo(amplitude, within(0.03));
            assertThat(amplitude(clip, 660)).isCloseTo(amplitude, within(0.03));
            assertThat(amplitude(clip, 550)).isLessThan(0.01);
        }
    }

    /** The same six tones in each, their mean a tenth of full scale; FFmpeg's own mix to stereo would leave the bass channel out. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "six-channels.wav",
                "six-channels.aiff",
                "six-channels-24-bit.au",
                "six-channels.flac",
                "six-channels-24-bit.flac",
                "six-channels-24-bit.mka",
                "six-channels.ogg",
                "six-channels.opus",
                "six-channels.m4a",
                "six-channels-alac.m4a"
            })
    void takesTheMeanOfAllChannelsWhateverTheFormat(String name) throws IOException {
        AudioClip clip = AudioReader.read(resource(name));
        assertThat(clip.seconds()).isCloseTo(0.5, within(0.02));
        assertThat(amplitude(clip, 60)).isCloseTo(0.1, within(0.003));
    }

    @ParameterizedTest
    @ValueSource(strings = {"six-channels.aiff", "six-channels.flac", "six-channels-alac.m4a"})
    void losesNothingOfSixChannelsThatArePackedWithoutLoss(String name) throws IOException {
        AudioClip expected = AudioReader.read(resource("six-channels.wav"));
        AudioClip clip = AudioReader.read(resource(name));
        int step = clip.sampleRateHz() / expected.sampleRateHz();
        for (int i = 0; i < expected.samples().length; i++) {
            assertThat(clip.samples()[i * step]).isCloseTo(expected.samples()[i], within(1e-6f));
        }
    }

    @Test
    void readsAFileAnewWhenItWasReplaced(@TempDir Path directory) throws IOException {
        Path file = directory.resolve("upload.bin");
        Files.copy(resource("tones-44k1-stereo.ogg"), file);
        assertThat(AudioReader.read(file).sampleRateHz()).isEqualTo(44_100);
        Files.delete(file);
        Files.copy(resource("tones-32k-mono.mp3"), file);
        assertThat(AudioReader.read(file).sampleRateHz()).isEqualTo(32_000);
    }

    @Test
    void readsFilesInsideAnArchive(@TempDir Path directory) throws IOException {
        try (FileSystem zip = FileSystems.newFileSystem(directory.resolve("set.zip"), Map.of("create", "true"))) {
            for (String name : List.of("tones-44k1-stereo.ogg", "tones.wav")) {
                Path inside = zip.getPath("/", name);
                if (name.endsWith(".wav")) {
                    Files.write(
                            inside, WavWriter.wav(SampleType.FLOAT_32, false, 44_100, new float[][] {new float[441]}));
                } else {
                    Files.copy(resource(name), inside);
                }
                assertThat(AudioReader.read(inside).sampleRateHz()).as(name).isEqualTo(44_100);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"classical/1.ogg", "electronic/2.ogg", "pop/3.ogg", "rock/4.ogg"})
    void decodesRealRecordings(String name) throws IOException {
        AudioClip clip = AudioReader.read(Golden.shared("audio/emotify30/" + name));
        assertThat(clip.sampleRateHz()).isEqualTo(22_050);
        assertThat(clip.seconds()).isCloseTo(30, within(0.1));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 11, 12, 300})
    void refusesWhatIsNoAudio(int length, @TempDir Path directory) throws IOException {
        Path file = Files.write(
                directory.resolve("text.mp3"),
                "no sound ".repeat(40).substring(0, length).getBytes(UTF_8));
        assertThatThrownBy(() -> AudioReader.read(file))
                .isInstanceOf(AudioFileException.class)
                .hasMessageStartingWith(file + ": is text. Read are WAV,");
        assertThatThrownBy(() -> AudioReader.read(new ByteArrayInputStream(Files.readAllBytes(file))))
                .hasMessageStartingWith("audio stream: ");
    }

    @Test
    void saysInASentenceWhyAPathCannotBeRead(@TempDir Path directory) throws Exception {
        Path missing = directory.resolve("h.wav");
        assertThatThrownBy(() -> AudioReader.read(missing))
                .isInstanceOf(NoSuchFileException.class)
                .hasMessage(missing + ": no such file");
        assertThatThrownBy(() -> AudioReader.read(directory))
                .hasMessage(directory + ": is a directory; expected a sound file");
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void refusesDevicesAndPipes(@TempDir Path directory) throws Exception {
        Path pipe = directory.resolve("pipe.wav");
        assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor())
                .isZero();
        for (Path path : List.of(pipe, Path.of("/dev/zero"))) {
            assertThatThrownBy(() -> AudioReader.read(path))
                    .hasMessage(path + ": is a device or a pipe; expected a sound file");
        }
    }

    @Test
    void deletesTheTemporaryFileOnClose() throws IOException {
        Path temporary;
        try (AudioStream open = AudioReader.open(resource("tones-32k-mono.mp3"))) {
            temporary = ((TemporaryFile) ((OwningStream) open).needed()).path();
            assertThat(temporary).exists();
        }
        assertThat(temporary).doesNotExist();
        assertThat(temporary.getParent()).doesNotExist();
    }

    @Test
    void deletesTheTemporaryFileWhenItCannotBeRead() throws IOException {
        byte[] mark = UUID.randomUUID().toString().getBytes(UTF_8);
        assertThatThrownBy(() -> AudioReader.read(new ByteArrayInputStream(mark)))
                .isInstanceOf(AudioFileException.class);
        assertThat(temporaryFileWith(mark)).isFalse();
        assertThatThrownBy(
                        () -> AudioReader.read(new SequenceInputStream(new ByteArrayInputStream(mark), new DeadLine())))
                .hasMessage("the line is dead");
        assertThat(temporaryFileWith(mark)).isFalse();
    }

    private static final class DeadLine extends InputStream {
        @Override
        public int read() throws IOException {
            throw new IOException("the line is dead");
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            throw new IOException("the line is dead");
        }
    }

    private static boolean temporaryFileWith(byte[] content) throws IOException {
        try (Stream<Path> files = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
            for (Path file : files.map(f -> f.resolve("audio.bin"))
                    .filter(Files::isReadable)
                    .toList()) {
                if (Arrays.equals(Files.readAllBytes(file), content)) {
                    return true;
                }
            }
            return false;
        }
    }
}
