package io.github.ccmusic.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.ccmusic.Embedding;
import io.github.ccmusic.GenreClassifier;
import io.github.ccmusic.GenreModel;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EmbedCommandTest {
    /** What enters the head of the example model, a MobileNetV3 small. */
    private static final int SIZE = 576;

    private static Embedding bach;
    private static Embedding haydn;

    @TempDir
    Path folder;

    @BeforeAll
    static void whatTheLibrarySays() throws IOException {
        try (GenreModel model = GenreClassifier.load(Cli.MODEL)) {
            bach = model.embed(Cli.BACH);
            haydn = model.embed(Cli.HAYDN);
        }
    }

    @Test
    void writesALineOfNumbersForEachRecording() {
        Cli run = Cli.run("embed", Cli.BACH, Cli.HAYDN);

        assertThat(run.err()).isEmpty();
        assertThat(run.exitCode()).isZero();
        List<String> lines = run.out().lines().toList();
        assertThat(lines).hasSize(3);
        assertThat(lines.get(0)).startsWith("file,e0,e1,").endsWith(",e" + (SIZE - 1));
        assertThat(lines.get(1)).isEqualTo(Cli.BACH + "," + csv(bach.vector()));
        assertThat(lines.get(2)).isEqualTo(Cli.HAYDN + "," + csv(haydn.vector()));
    }

    @Test
    void writesALineForEachSliceOnRequest() {
        List<String> lines =
                Cli.run("embed", "--slices", Cli.BACH).out().lines().toList();

        assertThat(lines).hasSize(1 + 2);
        assertThat(lines.get(0)).startsWith("file,start_s,end_s,e0,");
        for (int i = 0; i < 2; i++) {
            Embedding.Slice slice = bach.slices().get(i);
            String times = String.format(Locale.ROOT, "%.3f,%.3f", slice.startSeconds(), slice.endSeconds());
            assertThat(lines.get(1 + i)).isEqualTo(Cli.BACH + "," + times + "," + csv(slice.vector()));
        }
    }

    @Test
    void writesTheNumbersAsNumpyDoesAndSaysWhatEachRowIsOf() throws IOException {
        Path npy = folder.resolve("songs.npy");
        Cli run = Cli.run("embed", "-f", "npy", "-o", npy, Cli.BACH, Cli.HAYDN);

        assertThat(run.err()).isEmpty();
        assertThat(run.exitCode()).isZero();
        assertThat(run.out().lines()).containsExactly("row,file", "0," + Cli.BACH, "1," + Cli.HAYDN);
        assertThat(header(npy)).startsWith("{'descr': '<f4', 'fortran_order': False, 'shape': (2, 576), }");
        assertThat(rows(npy)).isEqualTo(concat(bach.vector(), haydn.vector()));
        assertThat(namesIn(folder)).containsExactly("songs.npy");
    }

    @Test
    void writesARowForEachSliceOnRequest() throws IOException {
        Path npy = folder.resolve("slices.npy");
        Cli run = Cli.run("embed", "--slices", "--format", "npy", "--output", npy, Cli.BACH);

        assertThat(run.out().lines()).hasSize(3).first().isEqualTo("row,file,start_s,end_s");
        assertThat(run.out()).contains("1," + Cli.BACH + ",15.0");
        assertThat(rows(npy))
                .isEqualTo(concat(
                        bach.slices().get(0).vector(), bach.slices().get(1).vector()));
    }

    @Test
    void isReadByNumpy() throws Exception {
        assumeTrue(python("import numpy").exitCode() == 0, "skipped: python3 cannot import numpy");
        Path npy = folder.resolve("songs.npy");
        Cli.run("embed", "-f", "npy", "-o", npy, Cli.BACH, Cli.HAYDN);

        Cli read =
                python("import numpy, sys; a = numpy.load(sys.argv[1]); print(a.dtype, a.shape, float(a[1, 5]))", npy);

        assertThat(read.err()).isEmpty();
        assertThat(read.out().strip()).isEqualTo("float32 (2, 576) " + (double) haydn.vector()[5]);
    }

    @Test
    void namesEachFileThatFailedAndHasRowsOfTheOthers() throws IOException {
        Path missing = folder.resolve("missing.wav");
        Path npy = folder.resolve("songs.npy");
        Cli run = Cli.run("embed", "-f", "npy", "-o", npy, missing, Cli.BACH);

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err()).startsWith("ccmusic: " + missing).hasLineCount(1);
        assertThat(run.out().lines()).containsExactly("row,file", "0," + Cli.BACH);
        assertThat(rows(npy)).isEqualTo(bach.vector());
    }

    @Test
    void leavesTheFileAloneWhereNothingCouldBeRead() throws IOException {
        Path npy = Files.writeString(folder.resolve("songs.npy"), "of yesterday");
        Cli run = Cli.run("embed", "-f", "npy", "-o", npy, folder.resolve("missing.wav"));

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(npy).hasContent("of yesterday");
        assertThat(namesIn(folder)).containsExactly("songs.npy");
    }

    @Test
    void saysThatItCannotPutTheFileThere() throws IOException {
        Cli nowhere = Cli.run("embed", "-f", "npy", "-o", folder.resolve("no/where/a.npy"), Cli.BACH);
        Cli directory = Cli.run("embed", "-f", "npy", "-o", folder, Cli.BACH);

        assertThat(nowhere.exitCode()).isEqualTo(1);
        assertThat(nowhere.err())
                .contains("a.npy: there is no directory", "no/where")
                .hasLineCount(1);
        assertThat(directory.exitCode()).isEqualTo(1);
        assertThat(directory.err()).contains("is a directory").hasLineCount(1);
    }

    @Test
    void takesADirectoryAndDrawsABarForManyFiles() throws IOException {
        for (int i = 0; i < 4; i++) {
            Files.copy(Cli.BACH, folder.resolve("song " + i + ", live.wav"));
        }
        Cli run = Cli.run("embed", folder);

        assertThat(run.err()).contains("embed", "4/4 files");
        assertThat(run.out())
                .contains("\"" + folder.resolve("song 0, live.wav") + "\",")
                .hasLineCount(5);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "embed",
                "embed --format npy a.wav",
                "embed --output a.npy a.wav",
                "embed --format json a.wav",
                "embed --windows a.wav"
            })
    void refusesAWrongCommandLine(String line) {
        Cli run = Cli.run((Object[]) line.split(" "));

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.out()).isEmpty();
        assertThat(run.err()).isNotBlank();
    }

    private static String csv(float[] vector) {
        List<String> numbers = new ArrayList<>();
        for (float number : vector) {
            numbers.add(Float.toString(number));
        }
        return String.join(",", numbers);
    }

    private static String header(Path npy) throws IOException {
        byte[] bytes = Files.readAllBytes(npy);
        assertThat(Arrays.copyOf(bytes, 10)).containsExactly(0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0, 118, 0);
        return new String(bytes, 10, 118, UTF_8);
    }

    private static float[] rows(Path npy) throws IOException {
        byte[] bytes = Files.readAllBytes(npy);
        float[] rows = new float[(bytes.length - 128) / Float.BYTES];
        ByteBuffer.wrap(bytes, 128, bytes.length - 128)
                .order(ByteOrder.LITTLE_ENDIAN)
                .asFloatBuffer()
                .get(rows);
        return rows;
    }

    private static float[] concat(float[] a, float[] b) {
        float[] both = Arrays.copyOf(a, a.length + b.length);
        System.arraycopy(b, 0, both, a.length, b.length);
        return both;
    }

    private static List<String> namesIn(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).collect(Collectors.toList());
        }
    }

    private static Cli python(String script, Path... arguments) throws InterruptedException {
        List<String> command = new ArrayList<>(List.of("python3", "-c", script));
        for (Path argument : arguments) {
            command.add(argument.toString());
        }
        try {
            Process process = new ProcessBuilder(command).start();
            String out = new String(process.getInputStream().readAllBytes(), UTF_8);
            String err = new String(process.getErrorStream().readAllBytes(), UTF_8);
            return new Cli(process.waitFor(), out, err);
        } catch (IOException e) {
            return new Cli(127, "", e.toString());
        }
    }
}
