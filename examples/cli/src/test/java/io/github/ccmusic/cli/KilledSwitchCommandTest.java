package io.github.ccmusic.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ccmusic.serving.ModelPointer;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** {@code models switch}, killed at the moment that counts. */
@EnabledOnOs(OS.LINUX)
class KilledSwitchCommandTest {
    private static final String TEMPORARY = ".active.json.*.tmp";

    @TempDir
    Path folder;

    /** 40 times with {@code -Dccmusic.test.kills=40}. */
    @Test
    void leavesAWholePointerWhereverItIsKilledWhileItWritesIt() throws Exception {
        new ModelsFolder(folder).with("one").with("two");
        ModelPointer.first("one").write(folder.resolve("active.json"));
        RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(5);
        int kills = Integer.getInteger("ccmusic.test.kills", 2);
        for (int i = 0; i < kills; i++) {
            String before = active();
            String other = before.equals("one") ? "two" : "one";
            killWhenItWrites(other, random.nextInt(3));

            assertThat(active()).isIn(before, other);
        }
        Cli list = Cli.run("models", "list", folder);
        assertThat(list.exitCode()).isZero();
        assertThat(list.out()).contains("* " + active());
    }

    private String active() throws IOException {
        return ModelPointer.read(folder.resolve("active.json")).orElseThrow().active();
    }

    /** Waits for the temporary file or, where that was missed, for the end. */
    private void killWhenItWrites(String name, int millisLater) throws IOException, InterruptedException {
        deleteLeftovers();
        Process command = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Main.class.getName(),
                        "models",
                        "switch",
                        name,
                        "--models",
                        folder.toString())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        try {
            while (command.isAlive() && !isWriting()) {
                Thread.onSpinWait();
            }
            Thread.sleep(millisLater);
        } finally {
            command.destroyForcibly().waitFor();
        }
    }

    private void deleteLeftovers() throws IOException {
        try (DirectoryStream<Path> temporary = Files.newDirectoryStream(folder, TEMPORARY)) {
            for (Path file : temporary) {
                Files.delete(file);
            }
        }
    }

    private boolean isWriting() throws IOException {
        try (DirectoryStream<Path> temporary = Files.newDirectoryStream(folder, TEMPORARY)) {
            return temporary.iterator().hasNext();
        }
    }
}
