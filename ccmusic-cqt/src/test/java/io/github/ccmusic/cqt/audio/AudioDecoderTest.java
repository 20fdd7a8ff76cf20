package io.github.ccmusic.cqt.audio;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who decodes what, where a decoder of the caller's own is named. */
class AudioDecoderTest {
    private static final AudioClip DECODED = AudioClip.of(new float[] {0.5f, -0.5f}, 8000);

    @TempDir
    Path folder;

    private final List<String> seen = new ArrayList<>();
    private final AudioDecoder decoder = (copy, file) -> {
        seen.add(Files.readString(copy, StandardCharsets.ISO_8859_1));
        seen.add(String.valueOf(file));
        return AudioStream.of(DECODED);
    };

    @Test
    void handsOverWhatIsNoWavFile() throws IOException {
        // What an MP3 file begins with: two frames of 417 bytes.
        byte[] mp3 = {(byte) 0xFF, (byte) 0xFB, (byte) 0x90, 0x64};
        byte[] frames = Arrays.copyOf(mp3, 4000);
        System.arraycopy(mp3, 0, frames, 417, mp3.length);
        Path file = Files.write(folder.resolve("song.mp3"), frames);
        try (AudioStream stream = AudioReader.open(file, decoder)) {
            assertThat(stream.sampleRateHz()).isEqualTo(8000);
        }
        try (AudioStream stream = AudioReader.open(new ByteArrayInputStream(Files.readAllBytes(file)), decoder)) {
            assertThat(stream.sampleRateHz()).isEqualTo(8000);
        }

        String content = Files.readString(file, StandardCharsets.ISO_8859_1);
        assertThat(seen).containsExactly(content, file.toString(), content, "null");
    }

    @Test
    void readsWavFilesAsEver() throws IOException {
        float[] samples = {0.25f, -0.25f, 0.5f};
        Path file = Files.write(
                folder.resolve("song.wav"), WavWriter.wav(SampleType.FLOAT_32, false, 22_050, new float[][] {samples}));
        try (AudioStream stream = AudioReader.open(file, decoder)) {
            assertThat(stream.readFully().samples()).isEqualTo(samples);
        }
        assertThat(seen).isEmpty();
    }
}
