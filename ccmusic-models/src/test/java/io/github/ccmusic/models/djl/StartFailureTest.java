package io.github.ccmusic.models.djl;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.util.ServiceConfigurationError;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StartFailureTest {

    /** The texts are those that the loaders of glibc 2.36, musl 1.2.3 and JDK 17 give. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Native Library /c/libc10.so already loaded in another classloader | for Tomcat in its lib folder",
                "/lib/x86_64-linux-gnu/libc.so.6: version `GLIBC_2.29' not found (required by /c/libc10.so) | needs"
                        + " glibc 2.29 or newer",
                "Error loading shared library libstdc++.so.6: No such file or directory (needed by /c/libc10.so) | is"
                        + " musl, as on Alpine",
                "Error relocating /c/libgomp-98b21ff3.so.1: __sprintf_chk: initial-exec TLS resolves to dynamic"
                        + " definition | is musl",
                "/c/libgomp-98b21ff3.so.1: failed to map segment from shared object | mounted noexec",
                "/c/libc10.so: libstdc++.so.6: cannot open shared object file: No such file or directory | install the"
                        + " package",
                "/c/libc10.so: file too short | delete that folder",
                "/c/libc10.so: something new | does not load here: /c/libc10.so: something new",
            })
    void saysWhatALibraryLacks(String message, String remedy) {
        Throwable failure =
                new RuntimeException("Failed to load PyTorch native library", new UnsatisfiedLinkError(message));

        assertThat(StartFailure.sentence(failure)).contains(message).contains(remedy);
    }

    @Test
    void saysWhatIsWrongWithTheFolder() {
        assertThat(StartFailure.sentence(new AccessDeniedException("/srv/cache")))
                .contains("/srv/cache cannot be written to. Set DJL_CACHE_DIR");
        assertThat(StartFailure.sentence(new NoSuchFileException("/proc/nope")))
                .contains("/proc/nope does not exist. Set DJL_CACHE_DIR");
        assertThat(StartFailure.sentence(new IOException("No space left on device")))
                .contains("No space left on device. Set DJL_CACHE_DIR");
    }

    @Test
    void saysWhatWasLeftOutOfAJar() {
        assertThat(StartFailure.sentence(
                        new ExceptionInInitializerError(new ServiceConfigurationError("Provider a.B not found"))))
                .contains("Provider a.B not found")
                .contains("put together");
        assertThat(StartFailure.sentence(new NoClassDefFoundError("com/google/gson/Gson")))
                .contains("a class is missing (com/google/gson/Gson)");
    }

    @Test
    void saysTheRootOfWhatItDoesNotKnow() {
        assertThat(StartFailure.sentence(new RuntimeException("outer", new ArithmeticException("inner"))))
                .isEqualTo("java.lang.ArithmeticException: inner");
    }
}
