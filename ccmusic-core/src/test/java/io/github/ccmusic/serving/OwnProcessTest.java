package io.github.ccmusic.serving;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.github.ccmusic.DeadlyTrial;
import io.github.ccmusic.RealModels;
import io.github.ccmusic.cqt.audio.AudioClip;
import io.github.ccmusic.selfcheck.SelfCheckException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A router that has its candidates tried in processes of their own, real ones. */
class OwnProcessTest {
    private static final List<String> DEATHS = List.of("segv", "kill", "halt", "heap");

    @TempDir
    Path models;

    /** 100 times with {@code -Dccmusic.test.deaths=100}. */
    @Test
    void answersOnWhateverCandidatesDoToTheirProcess() throws IOException {
        RealModels.write(models, "good", "squeezenet1_1");
        AudioClip clip = RealModels.noise(1, 12);
        RouterBuilder builder = GenreRouter.builder(models).initial("good");
        builder.environment = Optional.empty();
        builder.trial = Optional.of(DeadlyTrial::with);
        try (GenreRouter router = builder.open()) {
            var before = router.classify(clip).slices();
            int deaths = Integer.getInteger("ccmusic.test.deaths", DEATHS.size());
            for (int i = 0; i < deaths; i++) {
                String candidate = "dies_of_" + DEATHS.get(i % DEATHS.size());
                Path directory = Files.createDirectories(models.resolve(candidate));
                Files.write(directory.resolve("save.pt"), new byte[] {1, 2, 3});

                assertThatExceptionOfType(SwitchException.class)
                        .isThrownBy(() -> router.switchTo(candidate))
                        .withCauseInstanceOf(SelfCheckException.class)
                        .satisfies(e -> assertThat(e.report().toString())
                                .contains("own process", "FAILED: the process that loaded it "));
                assertThat(router.active()).isEqualTo("good");
                assertThat(router.classify(clip).slices()).isEqualTo(before);
            }
            assertThat(ProcessHandle.current().children()).isEmpty();

            RealModels.write(models, "better", "squeezenet1_1");
            SwitchReport report = router.switchTo("better");
            assertThat(router.active()).isEqualTo("better");
            assertThat(report.steps())
                    .extracting(SwitchReport.Step::name)
                    .containsSubsequence("forward pass", "own process", "load", "warm up");
        }
    }
}
