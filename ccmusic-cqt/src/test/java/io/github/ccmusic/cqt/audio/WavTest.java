package io.github.ccmusic.cqt.audio;

import static io.github.ccmusic.cqt.audio.WavWriter.chunk;
import static io.github.ccmusic.cqt.audio.WavWriter.data;
import static io.github.ccmusic.cqt.audio.WavWriter.fmt;
import static io.github.ccmusic.cqt.audio.WavWriter.riff;
import static io.github.ccmusic.cqt.audio.WavWriter.wav;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class WavTest {
    private static final byte[] GOOD_FMT = fmt(1, false, 1, 22_050, 16);

    private static AudioClip read(byte[] file) throws IOException {
        return AudioReader.read(new ByteArrayInputStream(file));
    }

    @ParameterizedTest
    @EnumSource(SampleType.class)
    void readsBackWhatWasWritten(SampleType type) throws IOException {
        double step = type.isFloat() ? 0 : Math.scalb(1.0, 1 - 8 * type.bytes());
        for (int channels = 1; channels <= 7; channels += 3) {
            float[][] written = new float[channels][];
            for (int c = 0; c < channels; c++) {
                written[c] = Noise.of(10_007, 100 * channels + c);
            }
            AudioClip clip = read(wav(type, channels == 4, 8_000 + channels, written));

            assertThat(clip.sampleRateHz()).isEqualTo(8_000 + channels);
            assertThat(clip.samples()).hasSize(10_007);
            for (int i = 0; i < 10_007; i++) {
                double mean = 0;
                for (float[] channel : written) {
                    mean += channel[i] / channels;
                }
                assertThat((double) clip.samples()[i]).isCloseTo(mean, within(step / 2 + 1e-7));
            }
        }
    }

    @Test
    void reachesBothEndsOfTheScale() throws IOException {
        byte[] samples = {0, (byte) 0x80, (byte) 0xFF, 0x7F};
        assertThat(read(riff(chunk("fmt ", GOOD_FMT), chunk("data", samples))).samples())
                .containsExactly(-1f, 32767 / 32768f);
        assertThat(read(riff(chunk("fmt ", fmt(1, false, 1, 22_050, 8)), chunk("data", samples)))
                        .samples())
                .containsExactly(-1f, 0f, 127 / 128f, -1 / 128f);
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3})
    void readsTheSameInAnyPortions(long seed) throws IOException {
        byte[] file = wav(SampleType.SIGNED_24, false, 44_100, new float[][] {Noise.of(9_999, 1), Noise.of(9_999, 2)});
        float[] whole = read(file).samples();
        float[] pieces = new float[whole.length];
        Random random = new Random(seed);
        try (AudioStream stream = AudioReader.open(new ByteArrayInputStream(file))) {
            assertThat(stream.read(pieces, 0, 0)).isZero();
            int at = 0;
            for (int n; (n = stream.read(pieces, at, Math.min(pieces.length - at, 1 + random.nextInt(700)))) > 0; ) {
                at += n;
            }
            assertThat(stream.read(new float[1], 0, 1)).isEqualTo(-1);
        }
        assertThat(pieces).isEqualTo(whole);
    }

    @Test
    void passesOverChunksThatItDoesNotKnow() throws IOException {
        byte[] file = riff(
                chunk("LIST", new byte[7]),
                chunk("fmt ", GOOD_FMT),
                chunk("fact", new byte[4]),
                chunk("data", new byte[20]),
                chunk("id3 ", new byte[3]));
        assertThat(read(file).samples()).hasSize(10);
    }

    /** Streaming encoders do not know the size when they write it; interrupted ones never come back to it. */
    @ParameterizedTest
    @ValueSource(ints = {0, -1, 1_000_000, 0x7FFFFFFF})
    void readsToTheEndOfTheFileWhenTheDataSizeLies(int claimed) throws IOException {
        byte[] file = riff(chunk("fmt ", GOOD_FMT), chunk("data", claimed, new byte[21]));
        assertThat(read(file).samples()).hasSize(11);
    }

    /** The 32 bits of {@code data} say nothing; without the size in {@code ds64} what follows the samples would be sound. */
    @ParameterizedTest
    @CsvSource({"12, 6", "20, 10", "0, 20", "1000000, 20"})
    void readsRf64(int sizeInDs64, int samples) throws IOException {
        byte[] ds64 = ByteBuffer.allocate(28)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(8, sizeInDs64)
                .array();
        byte[] file = riff(
                chunk("ds64", ds64),
                chunk("fmt ", GOOD_FMT),
                chunk("data", -1, new byte[20]),
                chunk("LIST", new byte[12]));
        file[1] = 'F';
        file[2] = '6';
        file[3] = '4';
        file[0] = 'R';
        assertThat(read(file).samples()).hasSize(samples);
    }

    @ParameterizedTest
    @CsvSource({
        "1, 0, 22050, 16, 0 channels",
        "1, 1, 0, 16, sample rate of 0 Hz",
        "1, 1, 999, 16, sample rate of 999 Hz",
        "1, 1, -1, 16, sample rate of 4294967295 Hz",
        "1, 1, 22050, 0, integer samples of 0 bits",
        "1, 1, 22050, 40, integer samples of 40 bits",
        "3, 1, 22050, 16, floating-point samples of 16 bits",
    })
    void refusesAHeaderThatMakesNoSense(int tag, int channels, int rate, int bits, String problem) {
        byte[] file = riff(chunk("fmt ", fmt(tag, false, channels, rate, bits)), chunk("data", new byte[20]));
        assertThatThrownBy(() -> read(file))
                .isInstanceOf(AudioFileException.class)
                .hasMessageContaining(problem);
    }

    @Test
    void refusesFramesThatDoNotAddUp() {
        byte[] fmt = GOOD_FMT.clone();
        fmt[12] = 7;
        assertThatThrownBy(() -> read(riff(chunk("fmt ", fmt), chunk("data", new byte[20]))))
                .hasMessageContaining("frames of 7 bytes for 1 channels of 16 bits; expected 2");
    }

    @Test
    void refusesAFileWithoutAFormat() {
        assertThatThrownBy(() -> read(riff(chunk("data", new byte[20]))))
                .hasMessageContaining("'data' comes before 'fmt '");
        assertThatThrownBy(() -> read(riff(chunk("LIST", new byte[20])))).hasMessageContaining("has no 'fmt ' chunk");
        assertThatThrownBy(() -> read(riff(chunk("fmt ", new byte[14])))).hasMessageContaining("has 14 bytes");
    }

    @Test
    void refusesAFileWithoutSound() {
        assertThatThrownBy(() -> read(riff(chunk("fmt ", GOOD_FMT)))).hasMessageContaining("has no 'data' chunk");
        assertThatThrownBy(() -> read(riff(chunk("fmt ", GOOD_FMT), chunk("data", new byte[1]))))
                .hasMessageContaining("holds no samples");
    }

    @Test
    void refusesAFormatCutShort() {
        byte[] file = riff(chunk("fmt ", GOOD_FMT));
        assertThatThrownBy(() -> read(Arrays.copyOf(file, 25))).hasMessageContaining("truncated");
    }

    @Test
    void refusesAnEndlessRowOfEmptyChunks() {
        byte[] file = riff(new byte[8 * 20_000]);
        assertThatThrownBy(() -> read(file)).isInstanceOf(AudioFileException.class);
    }

    @ParameterizedTest
    @ValueSource(floats = {Float.NaN, Float.POSITIVE_INFINITY})
    void refusesSamplesThatAreNotFinite(float bad) {
        float[] samples = Noise.of(5_000, 1);
        samples[4_321] = bad;
        assertThatThrownBy(() -> read(wav(SampleType.FLOAT_32, false, 22_050, new float[][] {samples})))
                .isInstanceOf(AudioFileException.class)
                .hasMessageContaining("sample 4321 is " + bad);
    }

    /** Finite, each of them; their sum is not, nor is the square of one. */
    @Test
    void refusesSamplesThatNoRecordingHas() {
        float[] samples = Noise.of(5_000, 1);
        samples[4_321] = 3e38f;
        assertThatThrownBy(() -> read(wav(SampleType.FLOAT_32, false, 22_050, new float[][] {samples, samples})))
                .isInstanceOf(AudioFileException.class)
                .hasMessageContaining("sample 4321 is 3.0E38; expected a number in [-1, 1]");
    }

    @Test
    void namesTheFileInItsErrors(@TempDir Path directory) throws IOException {
        Path file = Files.write(directory.resolve("song.wav"), riff(chunk("fmt ", GOOD_FMT)));
        assertThatThrownBy(() -> AudioReader.read(file))
                .isInstanceOfSatisfying(
                        AudioFileException.class, e -> assertThat(e.file()).isEqualTo(file))
                .hasMessageStartingWith(file + ": ");
        assertThatThrownBy(() -> AudioReader.read(directory.resolve("none.wav")))
                .isInstanceOf(NoSuchFileException.class);
    }

    /** Whatever the bytes: an answer or an {@link IOException}, and no allocation that the file's size does not justify. */
    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4})
    void survivesDamageAnywhereInTheHeader(long seed, @TempDir Path directory) throws IOException {
        Random random = new Random(seed);
        byte[] good = wav(SampleType.SIGNED_16, random.nextBoolean(), 22_050, new float[][] {Noise.of(200, 1)});
        for (int i = 0; i < 150; i++) {
            byte[] bad =
                    Arrays.copyOf(good, random.nextInt(4) == 0 ? 12 + random.nextInt(good.length - 12) : good.length);
            for (int flips = random.nextInt(4); flips >= 0; flips--) {
                bad[12 + random.nextInt(Math.min(60, bad.length - 12 + 1)) % Math.max(1, bad.length - 12)] ^=
                        (byte) (1 << random.nextInt(8));
            }
            Path file = Files.write(directory.resolve(seed + "-" + i + ".wav"), bad);
            try {
                assertThat(AudioReader.read(file).samples()).hasSizeLessThanOrEqualTo(bad.length);
            } catch (IOException expected) {
                assertThat(expected).hasMessageContaining(file.toString());
            }
        }
    }

    @Test
    void dataIsWrittenAsTheTestsExpect() {
        assertThat(data(SampleType.SIGNED_16, new float[][] {{-1, 0.5f}})).containsExactly(0, 0x80, 0, 0x40);
    }
}
