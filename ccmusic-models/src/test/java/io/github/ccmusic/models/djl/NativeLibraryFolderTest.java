package io.github.ccmusic.models.djl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.net.URL;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NativeLibraryFolderTest {
    private static final String NAME = "libtorch-0.0.1-test";

    @TempDir
    private Path temp;

    private Path cache;
    private byte[] large;
    private NativeLibraries libraries;

    @BeforeEach
    void makeAJar() throws IOException {
        cache = temp.toRealPath().resolve("cache");
        large = new byte[3 << 20];
        RandomGenerator.of("L64X128MixRandom").nextBytes(large);
        Path jar = temp.resolve("native.jar");
        Map<String, URL> files = new TreeMap<>();
        try (OutputStream out = Files.newOutputStream(jar);
                ZipOutputStream zip = new ZipOutputStream(out)) {
            for (String file : List.of("libone.so", "libtwo.so.1")) {
                zip.putNextEntry(new ZipEntry("deep/" + file));
                zip.write(large, 0, file.equals("libone.so") ? large.length : 10);
                files.put(file, new URL("jar:" + jar.toUri() + "!/deep/" + file));
            }
        }
        libraries = new NativeLibraries(NAME, "cpu", files);
    }

    private NativeLibraryFolder folder() {
        return new NativeLibraryFolder(cache, false);
    }

    @Test
    void unpacksEveryFileAndNothingElse() throws IOException {
        Path folder = folder().holding(libraries);

        assertThat(folder).isEqualTo(cache.resolve(NAME));
        assertThat(names(folder)).containsExactly("libone.so", "libtwo.so.1");
        assertThat(folder.resolve("libone.so")).hasBinaryContent(large);
        assertThat(names(cache)).containsExactly(NAME, NAME + ".lock");
    }

    @Test
    void keepsOthersOut() throws IOException {
        assumePosix();
        Path folder = folder().holding(libraries);

        assertThat(mode(cache)).isEqualTo("rwx------");
        assertThat(mode(folder)).doesNotContain("w----", "-w-").startsWith("rwx");
        assertThat(mode(folder.resolve("libone.so"))).isEqualTo("rw-r--r--");
    }

    @Test
    void letsOthersReadWhatLiesInAFolderThatTheUserHasNamed() throws IOException {
        assumePosix();
        new NativeLibraryFolder(cache, true).holding(libraries);

        assertThat(mode(cache)).isEqualTo("rwxr-xr-x");
    }

    @Test
    void leavesAloneWhatIsThere() throws IOException {
        Path file = folder().holding(libraries).resolve("libone.so");
        FileTime longAgo = FileTime.fromMillis(1_000_000_000_000L);
        Files.setLastModifiedTime(file, longAgo);

        folder().holding(libraries);

        assertThat(Files.getLastModifiedTime(file)).isEqualTo(longAgo);
    }

    @Test
    void unpacksAgainWhatWasCutOff() throws IOException {
        Path folder = folder().holding(libraries);
        Files.write(folder.resolve("libone.so"), new byte[7]);

        folder().holding(libraries);

        assertThat(folder.resolve("libone.so")).hasBinaryContent(large);
        assertThat(names(cache)).containsExactly(NAME, NAME + ".lock");
    }

    @Test
    void unpacksAgainWhereAFileIsMissing() throws IOException {
        Path folder = folder().holding(libraries);
        Files.delete(folder.resolve("libtwo.so.1"));

        assertThat(names(folder().holding(libraries))).containsExactly("libone.so", "libtwo.so.1");
    }

    @Test
    void sweepsUpAfterProcessesThatWereKilled() throws IOException {
        Path remains = Files.createDirectories(cache.resolve(NAME + ".unpacking-123"));
        Files.write(remains.resolve("libone.so"), large);

        folder().holding(libraries);

        assertThat(names(cache)).containsExactly(NAME, NAME + ".lock");
    }

    @Test
    void leavesNothingBehindWhenTheJarIsDamaged() throws IOException {
        Path jar = temp.resolve("native.jar");
        byte[] bytes = Files.readAllBytes(jar);
        Arrays.fill(bytes, 1000, bytes.length / 2, (byte) 0);
        Files.write(jar, bytes);

        assertThatThrownBy(() -> folder().holding(libraries)).isInstanceOf(IOException.class);

        assertThat(names(cache)).containsExactly(NAME + ".lock");
    }

    @Test
    void refusesAFolderThatOthersCanWriteToAndPutsNothingThere() throws IOException {
        assumePosix();
        Files.createDirectory(cache);
        Files.setPosixFilePermissions(cache, PosixFilePermissions.fromString("rwxrwxrwx"));

        assertThatThrownBy(() -> folder().holding(libraries))
                .isInstanceOf(FileSystemException.class)
                .hasMessageContaining(cache + ": can be written to by other users");
        assertThat(names(cache)).isEmpty();
    }

    @Test
    void refusesLibrariesThatOthersCanChange() throws IOException {
        assumePosix();
        Path file = folder().holding(libraries).resolve("libone.so");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-rw-rw-"));

        assertThatThrownBy(() -> folder().holding(libraries))
                .hasMessageContaining(file + ": can be written to by other users");
    }

    @Test
    void refusesAFileInItsPlace() throws IOException {
        Files.write(cache, new byte[1]);

        assertThatThrownBy(() -> folder().holding(libraries)).isInstanceOf(IOException.class);
    }

    @Test
    void givesAllThatStartAtOnceTheSameFolder() throws Exception {
        int threads = 8;
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        try {
            CountDownLatch go = new CountDownLatch(1);
            Callable<Path> start = () -> {
                go.await();
                return folder().holding(libraries);
            };
            List<Future<Path>> starts = new ArrayList<>();
            for (int i = 0; i < threads; i++) {
                starts.add(pool.submit(start));
            }
            go.countDown();
            for (Future<Path> folder : starts) {
                assertThat(folder.get().resolve("libone.so")).hasBinaryContent(large);
            }
        } finally {
            pool.shutdownNow();
        }
    }

    private static List<String> names(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    private static String mode(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }

    private void assumePosix() {
        assumeTrue(temp.getFileSystem().supportedFileAttributeViews().contains("posix"), "modes are those of POSIX");
    }
}
