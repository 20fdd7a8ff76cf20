package io.github.ccmusic.cqt;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.ccmusic.cqt.audio.AudioClip;
import io.github.ccmusic.cqt.audio.AudioReader;
import io.github.ccmusic.cqt.audio.Resampler;
import java.io.IOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.ZipInputStream;

/** What librosa, matplotlib and Pillow make of one recording; see {@code golden/README.md}. */
public record Golden(String name) {
    /** Those in this project's own resources. */
    public static final List<String> OURS = List.of("short_0p5s_22k");

    /** Those in {@code ../shared}, too big for the repository or not ours to copy. */
    public static final List<String> SHARED =
            List.of("chirp_chord_22k", "noise_22k", "silence_22k", "stereo_44k1", "mono_48k", "vibeace_25s_44k1");

    public static Stream<Golden> all() {
        return Stream.concat(OURS.stream(), SHARED.stream()).map(Golden::new);
    }

    public static Path shared(String path) {
        Path file = Path.of(System.getProperty("ccmusic.shared", "../shared")).resolve(path);
        assumeTrue(Files.exists(file), () -> "SKIPPED: " + file + " is not here");
        return file;
    }

    private Path resolve(String inOurs, String inShared) {
        URL resource = Golden.class.getResource("/golden/" + inOurs);
        if (resource == null) {
            return shared("reference/front-end/" + inShared);
        }
        try {
            return Path.of(resource.toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    public Path wav() {
        return resolve(name + "/" + name + ".wav", "inputs/" + name + ".wav");
    }

    public byte[] bytes(String file) throws IOException {
        return Files.readAllBytes(resolve(name + "/" + file, "golden/" + name + "/" + file));
    }

    public List<String> lines(String file) throws IOException {
        return Files.readAllLines(resolve(name + "/" + file, "golden/" + name + "/" + file));
    }

    public float[] floats(String file) throws IOException {
        return floats(ByteBuffer.wrap(bytes(file)));
    }

    /** The one float array in a file that {@code numpy.savez} wrote: a zip of .npy files, of which a header precedes the values. */
    public static float[] onlyArray(Path npz) throws IOException {
        try (ZipInputStream zip = new ZipInputStream(Files.newInputStream(npz))) {
            zip.getNextEntry();
            ByteBuffer npy = ByteBuffer.wrap(zip.readAllBytes()).order(ByteOrder.LITTLE_ENDIAN);
            return floats(npy.position(10 + npy.getShort(8)).slice());
        }
    }

    private static float[] floats(ByteBuffer buffer) {
        ByteBuffer bytes = buffer.order(ByteOrder.LITTLE_ENDIAN);
        float[] floats = new float[bytes.remaining() / 4];
        bytes.asFloatBuffer().get(floats);
        return floats;
    }

    /** The recording at 22 050 Hz. */
    public AudioClip clip() throws IOException {
        return Resampler.to(22_050).resample(AudioReader.read(wav()));
    }

    /** What the reference made of the recording at 22 050 Hz, so that a stage is tested without those before it. */
    public AudioClip referenceClip() throws IOException {
        boolean resampled = AudioReader.read(wav()).sampleRateHz() != 22_050;
        return resampled ? AudioClip.of(floats("y22050.f32"), 22_050) : clip();
    }

    /** A spectrogram made of the reference's own decibels. */
    public Spectrogram decibels(String feature, int bins) throws IOException {
        float[] flat = floats(feature + "_db.f32");
        float[][] rows = new float[bins][flat.length / bins];
        for (int k = 0; k < bins; k++) {
            System.arraycopy(flat, k * rows[k].length, rows[k], 0, rows[k].length);
        }
        return Spectrogram.of(rows, 22_050, 512, clip().samples().length);
    }

    @Override
    public String toString() {
        return name;
    }
}
