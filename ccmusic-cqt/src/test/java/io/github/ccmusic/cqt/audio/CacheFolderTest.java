package io.github.ccmusic.cqt.audio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Where native code lies, and who else may put it there. */
@DisabledOnOs(OS.WINDOWS)
class CacheFolderTest {
    private static final byte[] CONTENT = new byte[300_000];

    @TempDir
    Path directory;

    @BeforeEach
    void fill() {
        CONTENT[1_000] = 7;
    }

    private static Path put(Path folder) throws IOException {
        return CacheFolder.at(folder).holding("lib.so", CONTENT.length, () -> new ByteArrayInputStream(CONTENT));
    }

    private static void mode(Path path, String mode) throws IOException {
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(mode));
    }

    @Test
    void isMadeForThisUserAlone() throws IOException {
        Path file = put(directory.resolve("a/b"));
        assertThat(file).hasBinaryContent(CONTENT);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(directory.resolve("a/b"))))
                .isEqualTo("rwx------");
    }

    @Test
    void refusesAFolderThatOthersCanWriteTo() throws IOException {
        Path folder = Files.createDirectory(directory.resolve("open"));
        mode(folder, "rwxrwxrwx");
        assertThatThrownBy(() -> put(folder))
                .isInstanceOf(FileSystemException.class)
                .hasMessageContaining(folder + ": can be written to by other users (mode 777)");
        assertThat(folder).isEmptyDirectory();
    }

    /** What somebody else has put there before is not loaded, though it has the right size. */
    @Test
    void refusesAFileThatOthersCanWriteTo() throws IOException {
        Path file = put(directory.resolve("a"));
        mode(file, "rw-rw-rw-");
        assertThatThrownBy(() -> put(directory.resolve("a"))).hasMessageContaining("can be written to by other users");
        mode(file, "rw-r--r--");
        mode(directory.resolve("a"), "rwxrwx---");
        assertThatThrownBy(() -> put(directory.resolve("a"))).hasMessageContaining("can be written to by other users");
    }

    @Test
    void looksAtWhereALinkLeads() throws IOException {
        Path open = Files.createDirectory(directory.resolve("open"));
        mode(open, "rwxrwxrwx");
        Path link = Files.createSymbolicLink(directory.resolve("link"), open);
        assertThatThrownBy(() -> put(link.resolve("x"))).hasMessageContaining("can be written to by other users");
    }

    @Test
    void replacesAFileThatWasCutShort() throws IOException {
        Path file = put(directory.resolve("a"));
        Files.write(file, new byte[10]);
        assertThat(put(directory.resolve("a"))).hasBinaryContent(CONTENT);
    }

    @Test
    void sweepsWhatKilledProcessesHaveLeft() throws IOException {
        Path folder = directory.resolve("a");
        put(folder);
        Path old = Files.write(folder.resolve("lib.so.unpacking-1"), new byte[5]);
        Files.setLastModifiedTime(old, FileTime.fromMillis(0));
        Path young = Files.write(folder.resolve("lib.so.unpacking-2"), new byte[5]);
        Files.delete(folder.resolve("lib.so"));
        put(folder);
        assertThat(old).doesNotExist();
        assertThat(young).exists();
    }

    @Test
    void isFilledOnceByManyAtATime() throws Exception {
        ExecutorService pool = Executors.newFixedThreadPool(8);
        try {
            Callable<Path> put = () -> put(directory.resolve("a"));
            for (Future<Path> file : pool.invokeAll(List.of(put, put, put, put, put, put, put, put))) {
                assertThat(file.get()).hasBinaryContent(CONTENT);
            }
        } finally {
            pool.shutdown();
        }
        try (Stream<Path> files = Files.list(directory.resolve("a"))) {
            assertThat(files).containsExactly(directory.resolve("a/lib.so"));
        }
    }
}
