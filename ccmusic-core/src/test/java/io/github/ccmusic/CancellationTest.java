package io.github.ccmusic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.ccmusic.cqt.audio.AudioClip;
import io.github.ccmusic.cqt.audio.AudioStream;
import io.github.ccmusic.modeldir.ModelDirectory;
import io.github.ccmusic.selfcheck.SelfCheckLevel;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What becomes of a call whose thread is interrupted, or whose model is closed. Where one would go on for ever, the time limit fails the test. */
@Timeout(120)
class CancellationTest {
    private static final int RATE = 22_050;

    @TempDir
    Path temp;

    private Path song;
    private Path directory;
    private GenreClassifier model;

    /** The ways to ask that say of a file which one was given up. */
    private enum Ask {
        CLASSIFY,
        EMBED;

        Object about(GenreModel model, Path file) throws IOException {
            return this == CLASSIFY ? model.classify(file) : model.embed(file);
        }

        Object about(GenreModel model, AudioStream audio) throws IOException {
            return this == CLASSIFY ? model.classify(audio) : model.embed(audio);
        }

        Object about(GenreModel model, AudioClip clip) {
            return this == CLASSIFY ? model.classify(clip) : model.embed(clip);
        }
    }

    @BeforeEach
    void aModel() throws IOException {
        song = Wav.write(temp.resolve("song.wav"), RealModels.noise(1, 60).samples(), RATE);
        directory = Files.createDirectory(temp.resolve("fake_cqt"));
        Files.write(directory.resolve("save.pt"), new byte[] {1, 2, 3});
        model = load(FakeNetwork.answering(1, 2));
    }

    @AfterEach
    void nothingIsLeft() {
        assertThat(Thread.interrupted()).isFalse();
        model.close();
        assertThat(Thread.getAllStackTraces().keySet())
                .noneMatch(thread -> thread.getName().startsWith("ccmusic"));
    }

    @ParameterizedTest
    @EnumSource
    void anInterruptedThreadGetsNoAnswerAndStaysInterrupted(Ask ask) {
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> ask.about(model, song))
                .isInstanceOf(InterruptedIOException.class)
                .hasMessageStartingWith(song + ": ")
                .hasMessageContaining("interrupted");
        assertThat(Thread.interrupted()).isTrue();

        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> ask.about(model, RealModels.noise(2, 12)))
                .isInstanceOf(CancellationException.class)
                .hasMessage("interrupted before there was an answer");
        assertThat(Thread.interrupted()).isTrue();
    }

    @ParameterizedTest
    @EnumSource
    void anInterruptionEndsTheReadingOfAnEndlessStream(Ask ask) throws Exception {
        CountDownLatch reading = new CountDownLatch(1);
        FutureTask<Throwable> call = failureOf(() -> ask.about(model, endless(reading::countDown)));
        Thread caller = start(call);
        reading.await();
        caller.interrupt();

        assertThat(call.get()).isInstanceOf(InterruptedIOException.class);
    }

    @Test
    void anInterruptionEndsACallBetweenTwoBatchesOfSlices() throws IOException {
        AtomicInteger passes = new AtomicInteger();
        try (GenreModel interrupted = load(new FakeNetwork(224, 2, picture -> {
            if (passes.incrementAndGet() == 2) {
                Thread.currentThread().interrupt();
            }
            return new float[] {1, 2};
        }))) {
            assertThatThrownBy(() -> interrupted.classify(song)).isInstanceOf(InterruptedIOException.class);
            assertThat(Thread.interrupted()).isTrue();
            assertThat(passes).hasValue(2);
        }
    }

    @Test
    void anInterruptionDuringTheLastForwardPassIsNotForgotten() throws IOException {
        try (GenreModel interrupted = load(new FakeNetwork(224, 2, picture -> {
            Thread.currentThread().interrupt();
            return new float[] {1, 2};
        }))) {
            assertThatThrownBy(() -> interrupted.classify(RealModels.noise(3, 12)))
                    .isInstanceOf(CancellationException.class);
            assertThat(Thread.interrupted()).isTrue();
        }
    }

    @Test
    void anInterruptionEndsTheWorkOnManyFilesOneOfThemStuck() throws Exception {
        CountDownLatch stuck = new CountDownLatch(2);
        CountDownLatch never = new CountDownLatch(1);
        AtomicInteger given = new AtomicInteger();
        try (GenreClassifier slow = load(new FakeNetwork(224, 2, picture -> {
            stuck.countDown();
            try {
                never.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return new float[] {1, 2};
        }))) {
            FutureTask<Throwable> call = failureOf(() -> {
                slow.classifyAll(Collections.nCopies(1000, song), result -> given.incrementAndGet());
                return given;
            });
            Thread caller = start(call);
            stuck.await();
            caller.interrupt();

            assertThat(call.get()).isInstanceOf(CancellationException.class);
            assertThat(given).hasValue(0);
        }
    }

    @Test
    void aThreadInterruptedBeforehandWorksOnNoFile() {
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> model.classifyAll(
                        List.of(song), result -> assertThat(result).isNull()))
                .isInstanceOf(CancellationException.class);
        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    void aFileThatIsNullIsAnErrorThatTellsItsPlace() {
        List<Path> files = new ArrayList<>(List.of(song));
        files.add(null);

        assertThatThrownBy(() -> model.classifyAll(files))
                .isInstanceOf(NullPointerException.class)
                .hasMessage("the file at index 1 is null");
    }

    @Test
    void isNotClosedFromInsideItsOwnCall() throws IOException {
        AudioStream closing = endless(model::close);

        assertThatIllegalStateException()
                .isThrownBy(() -> model.classify(closing))
                .withMessageContaining("model fake_cqt cannot be closed from inside one of its calls");
        assertThat(model.classify(song).slices()).hasSize(5);
    }

    @Test
    void isNotClosedByWhoeverReceivesItsResults() {
        assertThatIllegalStateException()
                .isThrownBy(() -> model.classifyAll(List.of(song, song), result -> model.close()))
                .withMessageContaining("cannot be closed from inside");
        assertThat(model.classifyAll(List.of(song))).allMatch(FileResult.Classified.class::isInstance);
    }

    @Test
    void finishesAllFilesOfACallThatWasThereBeforeClose() throws Exception {
        List<FileResult> results = new ArrayList<>();
        Thread closer = new Thread(model::close);
        model.classifyAll(Collections.nCopies(6, song), result -> {
            results.add(result);
            if (results.size() == 1) {
                closer.start();
                while (closer.getState() != Thread.State.WAITING) {
                    Thread.onSpinWait();
                }
            }
        });
        closer.join();

        assertThat(results).hasSize(6).allMatch(FileResult.Classified.class::isInstance);
    }

    @Test
    void waitsForACallNoLongerThanToldAndThenEndsIt() throws Exception {
        FakeNetwork network = FakeNetwork.answering(1, 2);
        GenreClassifier closed = load(network);
        CountDownLatch reading = new CountDownLatch(1);
        FutureTask<Throwable> call = failureOf(() -> closed.classify(endless(reading::countDown)));
        start(call);
        reading.await();

        assertThat(closed.close(Duration.ofMillis(10))).isFalse();
        assertThat(call.get()).isInstanceOf(IllegalStateException.class).hasMessage("model fake_cqt is closed");
        closed.close();
        assertThat(network.closed).hasValue(1);
    }

    @Test
    void takesNoLongerToCloseThanItsCalls() {
        assertThat(model.close(Duration.ofSeconds(60))).isTrue();
        assertThatIllegalStateException().isThrownBy(() -> model.classify(song));
    }

    @Test
    void keepsTheMemoryUnderACallThatDoesNotEnd() throws Exception {
        CountDownLatch inside = new CountDownLatch(1);
        CountDownLatch proceed = new CountDownLatch(1);
        FakeNetwork network = new FakeNetwork(224, 2, picture -> {
            inside.countDown();
            try {
                proceed.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            return new float[] {1, 2};
        });
        GenreClassifier closed = load(network);
        FutureTask<Throwable> call = failureOf(() -> closed.classify(song));
        start(call);
        inside.await();

        assertThat(closed.close(Duration.ZERO)).isFalse();
        assertThat(network.closed).hasValue(0);
        proceed.countDown();
        assertThat(call.get()).hasMessage("model fake_cqt is closed");
        closed.close();
        assertThat(network.closed).hasValue(1);
    }

    @Test
    void isFreedWhenItIsForgottenAndItsThreadEnds() throws Exception {
        FakeNetwork network = FakeNetwork.answering(1, 2);
        load(network).classify(song);
        // The model of every other test is open, and has a thread as well.
        while (network.closed.get() == 0 || watchers() > 1) {
            System.gc();
            Thread.sleep(10);
        }
        assertThat(network.closed).hasValue(1);
    }

    private static long watchers() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().equals("ccmusic-forgotten"))
                .count();
    }

    private GenreClassifier load(FakeNetwork network) throws IOException {
        ClassifierOptions options = ClassifierOptions.builder()
                .selfCheck(SelfCheckLevel.WEIGHTS)
                .batch(1)
                .parallelFiles(2)
                .build();
        return new ModelLoader(ModelDirectory.open(directory), options, (model, settings) -> network).load();
    }

    /** What a call throws; it must not return. */
    private static FutureTask<Throwable> failureOf(Asking call) {
        return new FutureTask<>(() -> {
            try {
                return new AssertionError("answered: " + call.ask());
            } catch (IOException | RuntimeException e) {
                return e;
            }
        });
    }

    private interface Asking {
        Object ask() throws IOException;
    }

    private static Thread start(Runnable work) {
        Thread thread = new Thread(work);
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    /** Silence without end; something is done before each block. */
    private static AudioStream endless(Runnable deed) {
        return new AudioStream() {
            @Override
            public int sampleRateHz() {
                return RATE;
            }

            @Override
            public int read(float[] buffer, int offset, int length) {
                deed.run();
                Arrays.fill(buffer, offset, offset + length, 0);
                return length;
            }

            @Override
            public void close() {}
        };
    }
}
