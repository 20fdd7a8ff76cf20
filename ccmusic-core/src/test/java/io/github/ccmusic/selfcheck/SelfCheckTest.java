package io.github.ccmusic.selfcheck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import io.github.ccmusic.FakeNetwork;
import io.github.ccmusic.modeldir.ModelDirectory;
import io.github.ccmusic.models.Network;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SelfCheckTest {
    @TempDir
    Path directory;

    private final SelfCheck check = new SelfCheck(Path.of("some_model"));

    @Test
    void reportsEachCheckWithItsFigureAndItsTime() throws IOException {
        check.step("sum", () -> 1 + 1, sum -> "it is " + sum);
        check.skip("more", "not asked for");
        check.forward(FakeNetwork.answering(1, -2));

        assertThat(check.report().passed()).isTrue();
        assertThat(check.report().results())
                .extracting(CheckResult::name)
                .containsExactly("sum", "more", "forward pass");
        assertThat(check.report().results())
                .extracting(CheckResult::detail)
                .containsExactly(
                        "it is 2", "not asked for", "[1, 3, 224, 224] gives 2 finite logits from -2.00 to 1.00");
        assertThat(check.report().toString())
                .startsWith("some_model")
                .contains("skipped")
                .contains("ms");
    }

    @Test
    void endsWithTheFirstFailure() throws IOException {
        check.step("first", () -> 1, String::valueOf);

        assertThatThrownBy(() -> check.step(
                        "second",
                        () -> {
                            throw new IOException("the disk is full of eels");
                        },
                        String::valueOf))
                .asInstanceOf(type(SelfCheckException.class))
                .satisfies(e -> assertThat(e).hasMessageContaining("some_model: self-check 'second' failed: the disk"))
                .satisfies(e -> assertThat(e.report().passed()).isFalse())
                .satisfies(e -> assertThat(e.report().results()).hasSize(2));
    }

    @Test
    void refusesLogitsThatAreNotFinite() {
        assertThatThrownBy(() -> check.forward(FakeNetwork.answering(1, Float.NaN)))
                .isInstanceOf(SelfCheckException.class)
                .hasMessageContaining("gives NaN among its logits");
        assertThatThrownBy(() -> check.forward(FakeNetwork.answering(Float.POSITIVE_INFINITY, 0)))
                .hasMessageContaining("gives Infinity");
    }

    @Test
    void refusesAnotherNumberOfLogitsThanClasses() {
        Network network = new FakeNetwork(32, 3, picture -> new float[] {1, 2});

        assertThatThrownBy(() -> check.forward(network))
                .hasMessageContaining("gives 2 numbers, expected one for each of 3");
    }

    @Test
    void findsTheStoredAnswerAgain() throws IOException {
        ModelDirectory stored = stored("[0.5, 0.5]", "clip.wav");
        check.storedAnswer(stored, FakeNetwork.answering(0, 0), clip -> new double[] {0.5004, 0.4996});

        assertThat(check.report().results().get(0).detail()).isEqualTo("off by 4.0e-04 at most, 0.001 allowed");
    }

    @Test
    void refusesAnotherAnswerThanTheStored() throws IOException {
        ModelDirectory stored = stored("[0.5, 0.5]", "clip.wav");

        assertThatThrownBy(() ->
                        check.storedAnswer(stored, FakeNetwork.answering(0, 0), clip -> new double[] {0.5, 0.502}))
                .isInstanceOf(SelfCheckException.class)
                .hasMessageContaining("class 1 has probability 0.502000, stored is 0.500000");
        assertThatThrownBy(() ->
                        check.storedAnswer(stored, FakeNetwork.answering(0, 0), clip -> new double[] {0.5, Double.NaN}))
                .isInstanceOf(SelfCheckException.class);
    }

    @Test
    void saysWhichFileOfTheStoredAnswerIsMissing() throws IOException {
        ModelDirectory stored = stored("[0.5, 0.5]", "clip.wav");
        Files.delete(directory.resolve("clip.wav"));

        assertThatThrownBy(
                        () -> check.storedAnswer(stored, FakeNetwork.answering(0, 0), clip -> new double[] {0.5, 0.5}))
                .hasMessageContaining("\"selfcheck.input\" is \"clip.wav\", but there is no such file");
    }

    @Test
    void skipsTheStoredAnswerWhereThereIsNone() throws IOException {
        Files.write(directory.resolve("save.pt"), new byte[] {1});
        check.storedAnswer(ModelDirectory.open(directory), FakeNetwork.answering(0), clip -> new double[0]);

        assertThat(check.report().results().get(0)).isInstanceOf(CheckResult.Skipped.class);
    }

    private ModelDirectory stored(String probabilities, String input) throws IOException {
        Files.write(directory.resolve("save.pt"), new byte[] {1});
        Files.write(directory.resolve(input), new byte[] {1});
        Files.writeString(
                directory.resolve("config.json"),
                "{\"selfcheck\": {\"input\": \"" + input + "\", \"probabilities\": " + probabilities + "}}");
        return ModelDirectory.open(directory);
    }
}
