package io.github.ccmusic.process;

import static io.github.ccmusic.process.ObedientChild.bytes;
import static io.github.ccmusic.process.ObedientChild.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class ClassPathTest {

    @Test
    void isThatOfThisJvm() throws IOException {
        assertThat(ClassPath.ofThisProcess().entries())
                .containsExactly(System.getProperty("java.class.path").split(File.pathSeparator));
    }

    @Test
    void isThatOfAWebApplicationsLoader() throws IOException {
        Path jar = Path.of("web app", "ccmusic-core.jar").toAbsolutePath();
        try (URLClassLoader loader = new URLClassLoader(new URL[] {jar.toUri().toURL()})) {
            assertThat(ClassPath.of(loader, jar.toUri().toString()).entries())
                    .startsWith(jar.toString())
                    .hasSizeGreaterThan(1);
        }
    }

    @Test
    void saysWhatToDoWhereNoClassPathLeads() {
        ClassLoader loader = new ClassLoader() {};
        assertThatIOException()
                .isThrownBy(() -> ClassPath.of(
                        loader, URI.create("vfs:/app/ccmusic-core.jar").toString()))
                .withMessageContaining("loaded from vfs:/app/ccmusic-core.jar")
                .withMessageContaining("Set -Dccmusic.worker.classpath");
    }

    /** Linux bounds one argument at 128 KiB, Windows all of them at 32. */
    @Test
    void mayBeLongerThanACommandLine() throws IOException {
        String longOne = System.getProperty("java.class.path")
                + (File.pathSeparator
                                + Path.of("no such \"folder\"", "with a\\long name")
                                        .toAbsolutePath())
                        .repeat(5000);
        System.setProperty(ClassPath.PROPERTY, longOne);
        try (Worker worker = Worker.start(WorkerSpec.running(ObedientChild.class))) {
            assertThat(text(worker.ask(bytes("one")))).isEqualTo("did one");
        } finally {
            System.clearProperty(ClassPath.PROPERTY);
        }
    }
}
