package io.github.ccmusic.serving;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.ccmusic.GenreModel;
import io.github.ccmusic.GenrePrediction;
import io.github.ccmusic.cqt.audio.AudioClip;
import io.github.ccmusic.cqt.audio.AudioStream;
import io.github.ccmusic.serving.Rollout.State;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Shadows and canaries, with fake models. */
class RolloutTest {
    @TempDir
    Path models;

    private final FakeModels fakes = new FakeModels();
    private final List<String> aborts = new CopyOnWriteArrayList<>();
    private GenreRouter router;

    @BeforeEach
    void anActiveModelAndOthers() throws IOException {
        for (String name : List.of("active", "candidate", "other")) {
            FakeModels.directory(models, name);
        }
        router = open();
    }

    private GenreRouter open() throws IOException {
        return open(100);
    }

    private GenreRouter open(double keptAudioMb) throws IOException {
        RouterBuilder builder = GenreRouter.builder(models).initial("active").listener(new RouterListener() {
            @Override
            public void canaryAborted(Rollout canary, String reason) {
                aborts.add(reason);
            }
        });
        builder.source = fakes;
        builder.environment = Optional.empty();
        return builder.keptAudioMb(keptAudioMb).open();
    }

    @AfterEach
    void nothingIsLeft() {
        router.close();
        assertThat(fakes.open).hasValue(0);
        assertThat(Thread.getAllStackTraces().keySet())
                .noneMatch(thread -> thread.getName().startsWith("ccmusic"));
    }

    @Test
    void showsWhatAShadowWouldHaveSaid() throws IOException {
        fakes.answers.put("active", "rock");
        AtomicInteger asked = new AtomicInteger();
        fakes.onCall.put(
                "candidate", () -> fakes.answers.put("candidate", asked.getAndIncrement() % 4 == 0 ? "pop" : "rock"));
        Rollout shadow = router.shadow("candidate", new ShadowPolicy(1, 100, 600));
        // The warm-up has asked once already.
        asked.set(0);
        for (int i = 0; i < 20; i++) {
            assertThat(router.classify(FakeModels.clip()).model().name()).isEqualTo("active");
        }
        Await.until(() -> shadow.statistics().compared() == 20);

        RolloutStatistics seen = shadow.statistics();
        assertThat(seen.calls()).isEqualTo(20);
        assertThat(seen.errors()).isZero();
        assertThat(seen.dropped()).isZero();
        assertThat(seen.agreement()).hasValue(0.75);
        // Two certain and different answers have nothing in common, which is 1 bit.
        assertThat(seen.divergence()).isCloseTo(0.25, within(1e-12));
        assertThat(seen.genres()).isEqualTo(Map.of("rock", new RolloutStatistics.Disagreement(20, 5)));
        assertThat(seen.active().calls()).isEqualTo(20);
        assertThat(seen.candidate().calls()).isEqualTo(20);
    }

    @Test
    void countsTheErrorsOfAShadowAndKeepsThemFromTheCaller() throws IOException {
        Rollout shadow = router.shadow("candidate", new ShadowPolicy(1, 100, 600));
        fakes.onCall.put("candidate", () -> {
            throw new IllegalStateException("not a number");
        });
        for (int i = 0; i < 10; i++) {
            assertThat(router.classify(FakeModels.clip()).best().id()).isEqualTo("active");
        }
        Await.until(() -> shadow.statistics().calls() == 10);

        assertThat(shadow.statistics().errorRate()).hasValue(1);
        assertThat(shadow.state()).isEqualTo(State.RUNNING);
    }

    @Test
    void dropsWhatAShadowHasNoTimeForRatherThanWait() throws IOException {
        CountDownLatch proceed = new CountDownLatch(1);
        Rollout shadow = router.shadow("candidate", new ShadowPolicy(1, 3, 600));
        fakes.onCall.put("candidate", () -> Await.latch(proceed));
        for (int i = 0; i < 50; i++) {
            router.classify(FakeModels.clip());
        }

        // One is being worked on, three wait; the first of all may have been taken before or after the queue was full.
        assertThat(shadow.statistics().dropped()).isBetween(46L, 47L);
        proceed.countDown();
        Await.until(() -> shadow.statistics().compared() + shadow.statistics().dropped() == 50);
    }

    @Test
    void keepsAStreamForTheShadowUnlessItIsTooLong() throws IOException {
        Rollout shadow = router.shadow("candidate", new ShadowPolicy(1, 10, 0.02));
        router.classify(AudioStream.of(FakeModels.clip()));
        Await.until(() -> shadow.statistics().compared() == 1);
        router.classify(AudioStream.of(AudioClip.of(new float[200], 8000)));

        assertThat(shadow.statistics().dropped()).isEqualTo(1);
    }

    @Test
    void asksAShadowOnlyAboutItsShare() throws IOException {
        Rollout shadow = router.shadow("candidate", new ShadowPolicy(0, 10, 600));
        for (int i = 0; i < 20; i++) {
            router.classify(FakeModels.clip());
        }
        assertThat(shadow.statistics().active().calls()).isZero();
    }

    @Test
    void keepsEachKeyOnItsSideAlsoAfterARestart() throws IOException {
        router.canary("candidate", tolerant(30));
        Map<String, String> sides = sides();
        assertThat(sides()).isEqualTo(sides);
        router.close();
        router = open();
        router.canary("candidate", tolerant(30));

        assertThat(sides()).isEqualTo(sides);
        assertThat(sides.values().stream().filter("candidate"::equals).count()).isBetween(230L, 370L);
    }

    @Test
    void onlyAddsKeysWhenThePercentageGrows() throws IOException {
        router.canary("candidate", tolerant(10));
        Map<String, String> few = sides();
        router.rollout().orElseThrow().stop();
        router.canary("candidate", tolerant(40));
        Map<String, String> more = sides();

        few.forEach((key, model) -> {
            if (model.equals("candidate")) {
                assertThat(more).containsEntry(key, "candidate");
            }
        });
    }

    @Test
    void placesKeysWhereEveryVersionPlacesThem() {
        // Figures of another implementation: a change of the hash would move the users of a running rollout to the
        // other side.
        assertThat(CanaryRollout.side("candidate", "user-1")).isCloseTo(29.51398613054351, within(1e-9));
        assertThat(CanaryRollout.side("candidate", "用户")).isCloseTo(43.747535023105236, within(1e-9));
    }

    private Map<String, String> sides() {
        Map<String, String> sides = new TreeMap<>();
        for (int i = 0; i < 1000; i++) {
            GenreModel user = router.withKey("user-" + i);
            sides.put("user-" + i, user.classify(FakeModels.clip()).model().name());
        }
        return sides;
    }

    @Test
    void sendsAboutThePercentageOfCallsWithoutAKey() throws IOException {
        router.canary("candidate", tolerant(25));
        int candidates = 0;
        for (int i = 0; i < 1000; i++) {
            candidates += router.classify(FakeModels.clip()).best().id().equals("candidate") ? 1 : 0;
        }
        assertThat(candidates).isBetween(180, 320);
    }

    @Test
    void abortsACanaryThatFailsOnceAndSaysWhy() throws IOException {
        Rollout canary = router.canary("candidate", CanaryPolicy.percent(50).minCalls(20));
        fakes.onCall.put("candidate", everyTenth(() -> {
            throw new IllegalStateException("not a number");
        }));
        List<String> answers = new ArrayList<>();
        while (canary.state() == State.RUNNING) {
            answers.add(router.classify(FakeModels.clip()).best().id());
        }
        Await.until(() -> fakes.open.get() == 1);
        Await.until(() -> aborts.size() == 1);

        assertThat(canary.state()).isEqualTo(State.ABORTED);
        assertThat(aborts).singleElement().asString().contains("calls failed, 2.0 % are allowed");
        assertThat(canary.endReason()).hasValue(aborts.get(0));
        assertThat(answers).contains("candidate", "active");
        assertThat(router.rollout()).isEmpty();
        assertThat(router.classify(FakeModels.clip()).best().id()).isEqualTo("active");
    }

    @Test
    void abortsACanaryThatIsTooSlowOnceAndSaysWhy() throws IOException {
        fakes.onCall.put("active", () -> Await.sleep(1));
        Rollout canary = router.canary("candidate", CanaryPolicy.percent(50).minCalls(20));
        fakes.onCall.put("candidate", () -> Await.sleep(20));
        while (canary.state() == State.RUNNING) {
            router.classify(FakeModels.clip());
        }
        Await.until(() -> fakes.open.get() == 1);
        Await.until(() -> !aborts.isEmpty());

        assertThat(aborts).singleElement().asString().startsWith("it is too slow: p50 ");
    }

    @Test
    void abortsACanaryThatDisagreesOnceAndSaysWhy() throws IOException {
        Rollout canary = router.canary(
                "candidate",
                CanaryPolicy.percent(50)
                        .compared(new ShadowPolicy(1, 100, 600))
                        .maxP95Ratio(1e6)
                        .minAgreement(0.5)
                        .minCalls(20));
        while (canary.state() == State.RUNNING) {
            router.classify(FakeModels.clip());
        }
        Await.until(() -> fakes.open.get() == 1);
        Await.until(() -> !aborts.isEmpty());

        assertThat(aborts).singleElement().asString().startsWith("it agrees with the active model on 0.0 %");
    }

    @Test
    void doesNotHoldABadRecordingAgainstTheCanary() throws IOException {
        Rollout canary =
                router.canary("candidate", tolerant(100).maxErrorRate(0).minCalls(1));
        for (String model : List.of("active", "candidate")) {
            fakes.onCall.put(model, () -> {
                throw new IllegalArgumentException("the recording is empty");
            });
        }
        for (int i = 0; i < 20; i++) {
            assertThatThrownBy(() -> router.classify(AudioStream.of(FakeModels.clip())))
                    .hasMessage("the recording is empty");
        }

        assertThat(canary.statistics().errors()).isZero();
        assertThat(canary.state()).isEqualTo(State.RUNNING);
    }

    static Stream<Throwable> failures() {
        return Stream.of(
                new IllegalStateException("not a number"),
                new IllegalArgumentException("the clip is shorter than one slice"),
                new IOException("the candidate's own"),
                new UncheckedIOException(new IOException("the candidate's own")),
                new OutOfMemoryError("native"),
                new StackOverflowError(),
                new NoClassDefFoundError("io/github/ccmusic/Gone"),
                new AssertionError("not so"));
    }

    private static FakeModels.Deed throwing(Throwable failure) {
        return () -> {
            if (failure instanceof Error error) {
                throw error;
            }
            if (failure instanceof IOException unread) {
                throw unread;
            }
            throw (RuntimeException) failure;
        };
    }

    /** A clip, a stream and a file. */
    private List<GenrePrediction> askInEveryWay() throws IOException {
        return List.of(
                router.classify(FakeModels.clip()),
                router.classify(AudioStream.of(FakeModels.clip())),
                router.classify(Path.of("../examples/audio/bach-prelude-bwv846.wav")));
    }

    @ParameterizedTest
    @MethodSource("failures")
    void answersByTheActiveModelWhatTheCanaryFailsInWhateverWay(Throwable failure) throws IOException {
        Rollout canary = router.canary("candidate", tolerant(100).maxErrorRate(1));
        fakes.onCall.put("candidate", throwing(failure));

        assertThat(askInEveryWay())
                .extracting(answer -> answer.best().id())
                .containsExactly("active", "active", "active");
        assertThat(canary.statistics().errors()).isEqualTo(3);
        assertThat(canary.statistics().errorRate()).hasValue(1);
    }

    @ParameterizedTest
    @MethodSource("failures")
    void abortsACanaryThatFailsInWhateverWay(Throwable failure) throws IOException {
        Rollout canary = router.canary("candidate", CanaryPolicy.percent(50).minCalls(20));
        fakes.onCall.put("candidate", throwing(failure));
        while (canary.state() == State.RUNNING) {
            assertThat(router.classify(FakeModels.clip()).best().id()).isEqualTo("active");
        }
        Await.until(() -> aborts.size() == 1);
    }

    @ParameterizedTest
    @MethodSource("failures")
    void goesOnComparingWhateverAShadowThrows(Throwable failure) throws IOException {
        Rollout shadow = router.shadow("candidate", new ShadowPolicy(1, 100, 600));
        fakes.onCall.put("candidate", throwing(failure));
        askInEveryWay();
        Await.until(() -> shadow.statistics().errors() + shadow.statistics().dropped() == 3);
        fakes.onCall.clear();
        askInEveryWay();
        Await.until(() -> shadow.statistics().compared() == 3);

        // A file may have gone between the two answers.
        assertThat(shadow.statistics().dropped()).isEqualTo(failure.getClass() == IOException.class ? 1 : 0);
    }

    @Test
    void leavesAStreamToTheActiveModelWhereThereIsNoRoomToKeepIt() throws IOException {
        router.close();
        router = open(0.2);
        Rollout canary = router.canary("candidate", tolerant(100));
        AudioClip longClip = AudioClip.of(new float[100_000], 8000);

        assertThat(router.classify(AudioStream.of(longClip)).best().id()).isEqualTo("active");
        assertThat(router.classify(AudioStream.of(FakeModels.clip())).best().id())
                .isEqualTo("candidate");
        assertThat(router.classify(longClip).best().id()).isEqualTo("candidate");
        assertThat(canary.statistics().calls()).isEqualTo(2);
    }

    @Test
    void givesTheWholeStreamToTheActiveModelWhereItWasReadInPart() throws IOException {
        router.close();
        router = open(0.2);
        router.canary("candidate", tolerant(100));
        AtomicInteger heard = new AtomicInteger();
        fakes.onSound = clip -> heard.set(Arrays.hashCode(clip.samples()));
        float[] samples = new float[200_000];
        for (int i = 0; i < samples.length; i++) {
            samples[i] = (float) Math.sin(i);
        }
        router.classify(AudioStream.of(AudioClip.of(samples, 8000)));

        assertThat(heard).hasValue(Arrays.hashCode(samples));
    }

    @Test
    void keepsNoMoreForAShadowThanThereIsRoomFor() throws IOException {
        router.close();
        router = open(1);
        CountDownLatch proceed = new CountDownLatch(1);
        Rollout shadow = router.shadow("candidate", new ShadowPolicy(1, 100, 600));
        fakes.onCall.put("candidate", () -> Await.latch(proceed));
        AudioClip clip = AudioClip.of(new float[50_000], 8000);
        for (int i = 0; i < 20; i++) {
            assertThat(router.classify(AudioStream.of(clip)).best().id()).isEqualTo("active");
            assertThat(router.classify(clip).best().id()).isEqualTo("active");
        }
        // Of 0.2 MB each.
        assertThat(shadow.statistics().dropped()).isEqualTo(36);
        proceed.countDown();
        Await.until(() -> shadow.statistics().compared() == 4);

        router.classify(AudioStream.of(clip));
        Await.until(() -> shadow.statistics().compared() == 5);
    }

    @Test
    void accountsForEveryRecordingWhenAShadowIsStopped() throws Exception {
        for (int i = 0; i < 20; i++) {
            Rollout shadow = router.shadow("candidate", new ShadowPolicy(1, 16, 600));
            fakes.onCall.put("candidate", () -> Await.sleep(1));
            Thread caller = new Thread(() -> {
                for (int k = 0; k < 200; k++) {
                    router.classify(FakeModels.clip());
                }
            });
            caller.start();
            Await.sleep(i);
            shadow.stop();
            caller.join();

            Await.until(() -> fakes.open.get() == 1);
            RolloutStatistics seen = shadow.statistics();
            assertThat(seen.compared() + seen.dropped() + seen.errors())
                    .isEqualTo(seen.active().calls());
        }
    }

    @Test
    @SuppressWarnings("NullAway") // what callers without it may pass
    void loadsNothingForAPolicyThatIsNull() throws IOException {
        assertThatNullPointerException().isThrownBy(() -> router.shadow("candidate", null));
        assertThatNullPointerException().isThrownBy(() -> router.canary("candidate", null));
        assertThatNullPointerException()
                .isThrownBy(() -> CanaryPolicy.percent(5).compared(null));
        assertThat(fakes.open).hasValue(1);
        assertThat(router.rollout()).isEmpty();
    }

    @Test
    void asksNoCandidateForEmbeddings() throws IOException {
        Rollout canary = router.canary("candidate", tolerant(100));

        assertThat(router.embed(FakeModels.clip()).model().name()).isEqualTo("active");
        assertThat(router.withKey("user").embed(FakeModels.clip()).model().name())
                .isEqualTo("active");
        assertThat(canary.statistics().calls()).isZero();
    }

    @Test
    void promotesOnlyWhenTold() throws IOException {
        Rollout canary = router.canary("candidate", tolerant(100));
        for (int i = 0; i < 100; i++) {
            router.classify(FakeModels.clip());
        }
        assertThat(router.active()).isEqualTo("active");
        SwitchReport report = canary.promote();

        assertThat(report.steps()).extracting(SwitchReport.Step::name).containsExactly("record", "publish", "drain");
        assertThat(canary.state()).isEqualTo(State.PROMOTED);
        assertThat(router.active()).isEqualTo("candidate");
        assertThat(router.rollout()).isEmpty();
        assertThat(ModelPointer.read(models.resolve(ModelPointer.FILE_NAME))
                        .orElseThrow()
                        .active())
                .isEqualTo("candidate");
        assertThat(fakes.open).hasValue(1);
        assertThat(router.rollback().to()).isEqualTo("active");
        assertThatIllegalStateException().isThrownBy(canary::promote).withMessageContaining("has ended: promoted");
    }

    @Test
    void triesOneCandidateAtATime() throws IOException {
        Rollout shadow = router.shadow("candidate", ShadowPolicy.share(1));

        assertThatIllegalStateException()
                .isThrownBy(() -> router.canary("other", tolerant(10)))
                .withMessageContaining("'candidate' is being tried");
        shadow.stop();
        shadow.stop();
        assertThat(shadow.endReason()).hasValue("stopped");
        assertThat(router.canary("other", tolerant(10)).state()).isEqualTo(State.RUNNING);
    }

    @Test
    void stopsTryingWhenAnotherModelIsSwitchedTo() throws IOException {
        Rollout canary = router.canary("candidate", tolerant(50));
        router.switchTo("other");

        assertThat(canary.state()).isEqualTo(State.STOPPED);
        assertThat(canary.endReason()).hasValue("'other' was switched to");
        Await.until(() -> fakes.open.get() == 1);
        assertThat(router.classify(FakeModels.clip()).best().id()).isEqualTo("other");
    }

    @Test
    void doesNotTryACandidateThatCannotBeSwitchedTo() {
        fakes.onLoad.put("candidate", () -> {
            throw new IOException("the disk is full of eels");
        });

        assertThatThrownBy(() -> router.shadow("candidate", ShadowPolicy.share(1)))
                .isInstanceOf(SwitchException.class)
                .hasMessageContaining("eels");
        assertThat(router.rollout()).isEmpty();
    }

    private static CanaryPolicy tolerant(double percent) {
        return CanaryPolicy.percent(percent)
                .compared(ShadowPolicy.share(0))
                .maxErrorRate(1)
                .maxP95Ratio(1e6);
    }

    private static FakeModels.Deed everyTenth(FakeModels.Deed deed) {
        AtomicInteger calls = new AtomicInteger();
        return () -> {
            if (calls.incrementAndGet() % 10 == 0) {
                deed.perform();
            }
        };
    }
}
