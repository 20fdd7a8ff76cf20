package io.github.ccmusic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.github.ccmusic.modeldir.ModelConfigException;
import io.github.ccmusic.selfcheck.CheckResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Real models in real processes. */
class ModelTrialTest {

    @TempDir
    Path folder;

    @AfterEach
    void noProcessIsLeft() {
        assertThat(ProcessHandle.current().children()).isEmpty();
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void reportsWhatASoundModelTakes() throws IOException {
        TrialReport report = ModelTrial.with(ClassifierOptions.defaults()).measure(Shared.EXAMPLE_MODEL);

        assertThat(report.passed()).as(report.selfCheck().toString()).isTrue();
        try (GenreClassifier here = GenreClassifier.load(Shared.EXAMPLE_MODEL)) {
            assertThat(report.selfCheck().model()).isEqualTo(here.selfCheck().model());
            assertThat(report.selfCheck().results())
                    .extracting(CheckResult::name)
                    .startsWith(here.selfCheck().results().stream()
                            .map(CheckResult::name)
                            .toArray(String[]::new))
                    .endsWith("own process");
            assertThat(report.warnings()).isEqualTo(here.info().warnings());
        }
        assertThat(report.loading()).hasValueSatisfying(time -> assertThat(time).isPositive());
        assertThat(report.answering())
                .hasValueSatisfying(time -> assertThat(time).isPositive());
        assertThat(report.loadedBytes().orElseThrow())
                .isBetween(50_000_000L, report.peakBytes().orElseThrow());
    }

    @Test
    void handsOnWhatTheSelfCheckFound() throws IOException {
        Path model = RealModels.write(folder, "squeezenet1_1", "squeezenet1_1");
        Files.writeString(model.resolve("config.json"), "{\"arch\": \"squeezenet1_1\", \"labels\": [\"a\", \"b\"]}");

        TrialReport report = ModelTrial.with(ClassifierOptions.defaults()).check(model);

        assertThat(report.passed()).isFalse();
        assertThat(report.loading()).isEmpty();
        assertThat(report.selfCheck().results())
                .last()
                .isInstanceOf(CheckResult.Failed.class)
                .returns("weights", CheckResult::name);
    }

    @Test
    void aModelThatKillsItsProcessFailedItsSelfCheck() throws IOException {
        assertDies("segv", "the process that loaded it crashed with SIGSEGV");
        assertDies("kill", "the process that loaded it was killed");
    }

    @Test
    void aModelThatHangsFailedItsSelfCheck() throws IOException {
        Path model = model("dies_of_hang");
        TrialReport report = DeadlyTrial.with(ClassifierOptions.defaults())
                .within(Duration.ofSeconds(5))
                .check(model);
        assertThat(report.selfCheck().results()).last().asString().contains("gave no answer within 5.0 s");
    }

    @Test
    void saysWhatCannotBeTriedAtAll() throws IOException {
        ModelTrial trial = ModelTrial.with(ClassifierOptions.defaults());
        assertThatIOException()
                .isThrownBy(() -> trial.check(folder.resolve("nowhere")))
                .withMessageContaining("nowhere");
        Path model = model("config_at_fault");
        Files.writeString(model.resolve("config.json"), "{\"labels\": 3}");
        assertThatIOException().isThrownBy(() -> trial.check(model)).isInstanceOf(ModelConfigException.class);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ModelTrial.with(ClassifierOptions.builder()
                        .feature("own", io.github.ccmusic.cqt.ConstantQ.librosaDefaults(22_050))
                        .build()))
                .withMessageContaining("added by the builder");
    }

    private void assertDies(String death, String detail) throws IOException {
        TrialReport report = DeadlyTrial.with(ClassifierOptions.defaults()).check(model("dies_of_" + death));
        assertThat(report.passed()).isFalse();
        assertThat(report.selfCheck().results())
                .singleElement()
                .isInstanceOf(CheckResult.Failed.class)
                .returns("own process", CheckResult::name)
                .satisfies(check -> assertThat(check.detail()).startsWith(detail));
    }

    /** One that never comes to be read. */
    private Path model(String name) throws IOException {
        Path model = Files.createDirectory(folder.resolve(name));
        Files.write(model.resolve("save.pt"), new byte[] {1, 2, 3});
        return model;
    }
}
