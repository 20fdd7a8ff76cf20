package io.github.ccmusic.models.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ccmusic.models.Mutants;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Whatever happens to a file, it is read or refused: no other exception, no error, no more memory than bounded.
 *
 * <p>The seed of a mutant is in the message when it fails.
 */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class MutatedFilesTest {

    private static final Path RESOURCES = Path.of("src/test/resources/checkpoint");
    /** {@code -Dccmusic.mutants=5000} for a long run. */
    private static final int MUTANTS_PER_FILE = Integer.getInteger("ccmusic.mutants", 60);

    @TempDir
    Path directory;

    static List<Path> samples() throws IOException {
        List<Path> samples = new ArrayList<>();
        for (String folder : List.of("made", "more", "frameworks")) {
            try (Stream<Path> files = Files.list(RESOURCES.resolve(folder))) {
                files.filter(file -> file.toString().endsWith(".pt")).sorted().forEach(samples::add);
            }
        }
        return samples;
    }

    static Stream<Path> zipSamples() throws IOException {
        return samples().stream().filter(MutatedFilesTest::isZip);
    }

    @ParameterizedTest
    @MethodSource("samples")
    void readsOrRefusesMutantsOfFiles(Path sample) throws Exception {
        byte[] original = withoutChecksums(Files.readAllBytes(sample));
        for (int seed = 0; seed < MUTANTS_PER_FILE; seed++) {
            Files.write(directory.resolve("mutant"), Mutants.of(original, seed));
            requireReadOrRefused(sample, seed);
        }
    }

    /** Most mutations of an archive fail in its directory; these get through to what is inside. */
    @ParameterizedTest
    @MethodSource("zipSamples")
    void readsOrRefusesMutantsOfPickles(Path sample) throws Exception {
        byte[] pickle = pickleIn(sample);
        for (int seed = 0; seed < MUTANTS_PER_FILE; seed++) {
            Files.deleteIfExists(directory.resolve("mutant"));
            Pickles.zip(directory.resolve("mutant"), Mutants.of(pickle, seed), new byte[432]);
            requireReadOrRefused(sample, seed);
        }
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void readsOrRefusesMutantsOfSafetensors(int seed) throws Exception {
        Path sample = directory.resolve("sample");
        CheckpointFormat.SAFETENSORS.write(RandomStateDicts.of(new Random(seed)), sample);
        byte[] original = Files.readAllBytes(sample);
        for (int mutant = 0; mutant < MUTANTS_PER_FILE; mutant++) {
            Files.write(directory.resolve("mutant"), Mutants.of(original, mutant));
            requireReadOrRefused(sample, mutant);
        }
    }

    static int[] seeds() {
        return new int[] {1, 2, 3, 4, 5, 6, 7, 8};
    }

    private void requireReadOrRefused(Path sample, int seed) throws Exception {
        String mutant = sample.getFileName() + ", seed " + seed;
        long bytes = Allocation.of(() -> {
            try (Checkpoint checkpoint = Checkpoint.open(directory.resolve("mutant"))) {
                for (TensorData tensor : checkpoint.tensors().values()) {
                    Sha256.of(tensor);
                }
                checkpoint.values();
                checkpoint.stateDict();
            } catch (CheckpointException e) {
                assertThat(e).as(mutant).hasMessageContaining("mutant: ");
            } catch (RuntimeException | Error e) {
                throw new AssertionError(mutant, e);
            }
        });
        assertThat(bytes).as("bytes allocated for " + mutant).isLessThan(Allocation.BOUND);
    }

    /** Sets the checksums of an archive's directory to 0, "not computed", so that contents may change. */
    private static byte[] withoutChecksums(byte[] file) {
        ByteBuffer bytes = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i + 20 < file.length; i++) {
            if (bytes.getInt(i) == 0x02014B50) {
                bytes.putInt(i + 16, 0);
            }
        }
        return file;
    }

    private static byte[] pickleIn(Path sample) throws Exception {
        try (FileSource file = FileSource.open(sample);
                Spool spool = new Spool()) {
            ZipDirectory directory = ZipDirectory.read(file);
            ZipDirectory.Entry entry = directory.entries().values().stream()
                    .filter(e -> e.name().endsWith("data.pkl"))
                    .findFirst()
                    .orElseThrow();
            ByteSource stored = directory.stored(entry);
            ByteSource source =
                    entry.deflated() ? new InflatedSource(sample, entry.name(), stored, entry.bytes(), spool) : stored;
            byte[] bytes = new byte[(int) source.size()];
            source.read(0, ByteBuffer.wrap(bytes));
            return bytes;
        }
    }

    private static boolean isZip(Path file) {
        try (var in = Files.newInputStream(file)) {
            return in.read() == 'P';
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
