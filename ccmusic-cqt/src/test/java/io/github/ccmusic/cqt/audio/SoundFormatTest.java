package io.github.ccmusic.cqt.audio;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What reaches a decoder, and what is refused before. */
class SoundFormatTest {
    @TempDir
    Path directory;

    private static byte[] resource(String name) throws IOException {
        try (InputStream in = SoundFormatTest.class.getResourceAsStream("/audio/" + name)) {
            return Objects.requireNonNull(in, name).readAllBytes();
        }
    }

    private Path file(String name, byte[]... parts) throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.writeBytes(part);
        }
        return Files.write(directory.resolve(name), all.toByteArray());
    }

    /** An ID3v2 tag of zeros. */
    private static byte[] id3(int content) {
        byte[] tag = Arrays.copyOf("ID3\4\0\0".getBytes(ISO_8859_1), 10 + content);
        for (int i = 0; i < 4; i++) {
            tag[9 - i] = (byte) ((content >> (7 * i)) & 0x7F);
        }
        return tag;
    }

    /** Once 44 bytes that ended the JVM, whatever their name. */
    @ParameterizedTest
    @ValueSource(strings = {"a.ape", "a.mp3", "a", "a.wav"})
    void refusesMonkeysAudioBeforeNativeCodeSeesIt(String name) throws IOException {
        Path file = file(name, resource("monkeys-audio-header.ape"));
        assertThatThrownBy(() -> AudioReader.open(file))
                .isInstanceOf(AudioFileException.class)
                .hasMessageStartingWith(file + ": is a Monkey's Audio file. Read are WAV, AIFF,");
        Path tagged = file("tagged.mp3", id3(300), resource("monkeys-audio-header.ape"));
        assertThatThrownBy(() -> AudioReader.open(tagged)).hasMessageContaining("is a Monkey's Audio file");
    }

    @ParameterizedTest
    @CsvSource({
        "MThd.\u0001, a MIDI file",
        "#EXTM3U, a playlist",
        "[playlist], a playlist",
        "<html><body>404, text",
        "\u0089PNG\u0001, a PNG picture",
        "wvpkxx\u0001, a WavPack file",
        "RIFF....AVI LIST, an AVI video",
    })
    void saysWhatAFileIsThatIsNotRead(String start, String name) throws IOException {
        Path file = file("song.mp3", start.getBytes(ISO_8859_1));
        assertThatThrownBy(() -> AudioReader.open(file))
                .isInstanceOf(AudioFileException.class)
                .hasMessageStartingWith(file + ": is " + name);
    }

    @Test
    void refusesAnEmptyFile() throws IOException {
        assertThatThrownBy(() -> AudioReader.open(file("empty.mp3"))).hasMessageEndingWith("is empty");
    }

    @Test
    void refusesSpeexByItsFirstPacket() {
        assertThatThrownBy(() -> AudioReader.open(file("a.ogg", resource("speex.ogg"))))
                .isInstanceOf(AudioFileException.class)
                .hasMessageContaining("is an OGG file that holds Speex");
    }

    @Test
    void refusesMpegLayerII() {
        assertThatThrownBy(() -> AudioReader.open(file("a.mp3", resource("layer-2.mp3"))))
                .isInstanceOf(AudioFileException.class)
                .hasMessageContaining("is MPEG audio, layer II, which cannot be decoded here; convert it");
    }

    @Test
    void refusesAnMp4FileWithoutItsIndex() throws IOException {
        byte[] whole = resource("tones-44k1-stereo.m4a");
        assertThatThrownBy(() -> AudioReader.open(file("a.m4a", Arrays.copyOf(whole, whole.length / 2))))
                .hasMessageContaining("without its index ('moov'): its end is missing");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 100, 40_000})
    void readsMp3AfterATagAndAfterPadding(int padding) throws IOException {
        byte[] mp3 = resource("tones-32k-mono.mp3");
        int samples = AudioReader.read(file("plain", mp3)).samples().length;
        assertThat(AudioReader.read(file("padded", new byte[padding], mp3)).samples())
                .hasSize(samples);
        assertThat(AudioReader.read(file("tagged", id3(5_000), new byte[padding], mp3))
                        .samples())
                .hasSize(samples);
        assertThat(AudioReader.read(file("twice", id3(10), id3(70_000), mp3)).samples())
                .hasSize(samples);
    }

    /** As a recording of a radio station begins. */
    @Test
    void readsMp3ThatBeginsWithinAFrame() throws IOException {
        byte[] mp3 = resource("tones-32k-mono.mp3");
        AudioClip cut = AudioReader.read(file("cut.mp3", Arrays.copyOfRange(mp3, 700, mp3.length)));
        assertThat(cut.seconds()).isBetween(0.7, 1.0);
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void refusesNoise(long seed) throws IOException {
        byte[] noise = new byte[200_000];
        new Random(seed).nextBytes(noise);
        assertThatThrownBy(() -> AudioReader.open(file("noise.mp3", noise)))
                .isInstanceOf(AudioFileException.class)
                .hasMessageContaining("is no format of sound that is known here. Read are");
    }

    /** Looks alone: nothing is decoded. Each mutant is known or refused, by an exception of ours. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "tones-44k1-stereo.ogg",
                "tones-44k1-stereo.m4a",
                "tones-48k-stereo.webm",
                "tones-32k-mono.mp3",
                "tones-44k1-stereo.aac",
                "tones-22k05-stereo.oga"
            })
    void survivesDamageToAnyHeader(String name) throws IOException {
        byte[] good = resource(name);
        Random random = new Random(name.hashCode());
        for (int i = 0; i < 200; i++) {
            byte[] bad = random.nextInt(4) == 0 ? Arrays.copyOf(good, random.nextInt(good.length)) : good.clone();
            for (int flips = random.nextInt(6); flips >= 0 && bad.length > 0; flips--) {
                int from = random.nextBoolean() ? 0 : Math.max(0, bad.length - 2_000);
                bad[from + random.nextInt(Math.min(bad.length - from, 2_000))] = (byte) random.nextInt(256);
            }
            try (var channel = Files.newByteChannel(file(i + name, bad))) {
                assertThat(SoundFormat.of(new FileBytes(channel)).start()).isBetween(0L, (long) bad.length);
            } catch (UnreadableFormatException expected) {
                assertThat(expected).hasMessageStartingWith("is ");
            }
        }
    }
}
