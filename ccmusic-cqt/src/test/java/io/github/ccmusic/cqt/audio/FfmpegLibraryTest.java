package io.github.ccmusic.cqt.audio;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The first start of the decoder's library, each in a JVM of its own. */
@DisabledOnOs(OS.WINDOWS)
class FfmpegLibraryTest {
    @TempDir
    Path directory;

    /** Reads a file and says what it found. */
    static final class Main {
        private Main() {}

        @SuppressWarnings("SystemOut")
        public static void main(String[] arguments) {
            try {
                System.out.println(AudioReader.read(Path.of(arguments[0])));
            } catch (IOException e) {
                System.out.println(e.getMessage());
            }
            System.out.println(System.getProperty("java.io.tmpdir"));
        }
    }

    private record Said(String out, String err) {}

    private static byte[] mp3() throws IOException {
        try (InputStream in = FfmpegLibraryTest.class.getResourceAsStream("/audio/tones-32k-mono.mp3")) {
            return Objects.requireNonNull(in).readAllBytes();
        }
    }

    private Said read(Path cache, Path temporary) throws Exception {
        return read(cache, temporary, mp3());
    }

    private Said read(Path cache, Path temporary, byte[] content) throws Exception {
        Path mp3 = Files.write(directory.resolve("song.mp3"), content);
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Djava.io.tmpdir=" + temporary,
                "-cp",
                System.getProperty("java.class.path")));
        command.addAll(List.of(Main.class.getName(), mp3.toString()));
        Path out = directory.resolve("out");
        Path err = directory.resolve("err");
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectOutput(out.toFile()).redirectError(err.toFile());
        builder.environment().put("DJL_CACHE_DIR", cache.toString());
        Process process = builder.start();
        assertThat(process.waitFor(2, TimeUnit.MINUTES)).isTrue();
        return new Said(Files.readString(out), Files.readString(err));
    }

    @Test
    void liesInTheFolderOfThisUserAndNowhereElseAndIsQuiet() throws Exception {
        Path cache = directory.resolve("cache");
        Path temporary = Files.createDirectory(directory.resolve("tmp"));
        Said said = read(cache, temporary);
        assertThat(said.out()).isEqualTo("AudioClip[32000 samples at 32000 Hz]\n" + temporary + "\n");
        assertThat(said.err()).isEmpty();
        try (Stream<Path> files = Files.walk(cache)) {
            assertThat(files.filter(Files::isRegularFile)).hasSize(1);
        }
        try (Stream<Path> files = Files.list(temporary)) {
            assertThat(files.map(Path::getFileName).map(Path::toString))
                    .noneMatch(name -> name.startsWith("ffsampledsp") || name.startsWith("ccmusic"));
        }
    }

    @Test
    void namesTheFolderThatOthersCanWriteTo() throws Exception {
        Path cache = Files.createDirectory(directory.resolve("cache"));
        Files.setPosixFilePermissions(cache, PosixFilePermissions.fromString("rwxrwxrwx"));
        assertThat(read(cache, directory).out())
                .startsWith(cache + "/ffsampledsp-0.9.56: FFmpeg's library cannot be unpacked and loaded here: " + cache
                        + ": can be written to by other users (mode 777). Set DJL_CACHE_DIR to a folder that");
    }

    @Test
    void namesTheLibraryThatIsDamaged() throws Exception {
        Path cache = directory.resolve("cache");
        read(cache, directory);
        Path library;
        try (Stream<Path> files = Files.walk(cache)) {
            library = files.filter(Files::isRegularFile).findFirst().orElseThrow();
        }
        Files.write(library, new byte[(int) Files.size(library)]);
        Said said = read(cache, directory);
        assertThat(said.out())
                .startsWith(library + ": FFmpeg's library cannot be unpacked and loaded here: ")
                .contains("damaged: then delete it");
    }

    @Test
    void namesTheTemporaryDirectoryThatIsMissing() throws Exception {
        Path missing = directory.resolve("missing");
        assertThat(read(directory.resolve("cache"), missing).out())
                .startsWith(
                        missing + ": the temporary directory cannot be used: is no directory. Set java.io.tmpdir to");
    }

    /** FFSampledSP crashed where a damaged packet was the very first thing that it met. */
    @Test
    void outlivesADamagedPacketBeforeAnySound() throws Exception {
        byte[] damaged = mp3();
        int[] places = {52, 93, 166, 186, 239, 315, 317};
        int[] values = {0, 0x3F, 0x0E, 0x36, 0x19, 0xFF, 0xFF};
        for (int i = 0; i < places.length; i++) {
            damaged[places[i]] = (byte) values[i];
        }
        Said said = read(directory.resolve("cache"), directory, damaged);
        assertThat(said.out()).startsWith("AudioClip[").contains(" samples at 32000 Hz]");
        assertThat(said.err()).isEmpty();
    }
}
