package io.github.ccmusic.serving;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.ccmusic.ClassifierOptions;
import io.github.ccmusic.FileResult;
import io.github.ccmusic.GenrePrediction;
import io.github.ccmusic.ModelIdentity;
import io.github.ccmusic.cqt.audio.AudioStream;
import io.github.ccmusic.serving.SwitchReport.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Switching, with fake models in real directories. */
class GenreRouterTest {
    @TempDir
    Path models;

    private final FakeModels fakes = new FakeModels();
    private final List<GenreRouter> opened = new ArrayList<>();

    @BeforeEach
    void threeModels() throws IOException {
        for (String name : List.of("a", "b", "c")) {
            FakeModels.directory(models, name);
        }
    }

    @AfterEach
    void nothingIsLeft() {
        opened.forEach(GenreRouter::close);
        // A router that drains for an instant only closes in the background what takes longer.
        Await.until(() -> fakes.open.get() == 0);
        Await.until(() -> Thread.getAllStackTraces().keySet().stream()
                .noneMatch(thread -> thread.getName().startsWith("ccmusic")));
    }

    @Test
    void saysThatThereIsNoDirectoryOfModels() {
        Path nowhere = Path.of("no-such-directory");

        assertThatThrownBy(() -> GenreRouter.open(nowhere))
                .isInstanceOf(IOException.class)
                .hasMessage("no-such-directory: the models in it cannot be listed: there is no such directory");
    }

    @Test
    void answersWithTheActiveModelAndNamesIt() throws IOException {
        GenreRouter router = open(builder().initial("b"));

        assertThat(router.active()).isEqualTo("b");
        assertThat(router.info().identity().name()).isEqualTo("b");
        assertThat(router.classify(FakeModels.clip()).model().name()).isEqualTo("b");
        assertThat(router.classify(new float[10], 8000).best().id()).isEqualTo("b");
    }

    @Test
    void embedsByTheActiveModelAndCountsIt() throws IOException {
        List<String> heard = new CopyOnWriteArrayList<>();
        GenreRouter router = open(builder().initial("a").listener(new Diary(heard)));

        assertThat(router.embed(FakeModels.clip()).model().name()).isEqualTo("a");
        router.switchTo("b");
        assertThat(router.embed(FakeModels.clip()).model().name()).isEqualTo("b");
        fakes.onCall.put("b", failing());
        assertThatThrownBy(() -> router.embed(AudioStream.of(FakeModels.clip())))
                .hasMessage("the disk is full of eels");

        assertThat(heard)
                .filteredOn(line -> line.startsWith("ACTIVE"))
                .containsExactly("ACTIVE a ok", "ACTIVE b ok", "ACTIVE b failed");
        router.close();
        assertThatIllegalStateException()
                .isThrownBy(() -> router.embed(FakeModels.clip()))
                .withMessageContaining("the router is closed");
    }

    /** Seven files wait for each other: with fewer at a time they would wait for ever. */
    @Test
    @Timeout(60)
    void worksOnAsManyFilesAtATimeAsItsClassifierWould() throws IOException {
        RouterBuilder builder = builder()
                .classifier(ClassifierOptions.builder().parallelFiles(7).build());
        builder.source = fakes;
        GenreRouter router = open(builder.initial("a"));
        CyclicBarrier all = new CyclicBarrier(7);
        fakes.onCall.put("a", () -> {
            try {
                all.await();
            } catch (InterruptedException | BrokenBarrierException e) {
                throw new IllegalStateException(e);
            }
        });
        List<Path> files = Collections.nCopies(7, Path.of("../examples/audio/bach-prelude-bwv846.wav"));

        assertThat(router.classifyAll(files)).hasSize(7).allMatch(FileResult.Classified.class::isInstance);
        assertThat(router.withKey("user").classifyAll(files)).allMatch(FileResult.Classified.class::isInstance);
    }

    @Test
    void refusesLimitsThatAreNone() {
        for (double limit : new double[] {Double.NaN, 0, -1}) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> builder().memoryLimitMb(limit))
                    .withMessageContaining("must be positive");
        }
        assertThatIllegalArgumentException().isThrownBy(() -> builder().keptAudioMb(Double.NaN));
        assertThatIllegalArgumentException().isThrownBy(() -> builder().drainTimeout(Duration.ofSeconds(-1)));
    }

    @Test
    void saysWhatToDoWhereThePointerCannotBeWritten() throws IOException {
        GenreRouter router = open(builder().initial("a").pointer(models.resolve("nowhere/active.json")));
        assertThatThrownBy(() -> router.switchTo("b"))
                .hasMessageContaining("cannot be written")
                .hasMessageContaining("pointerInMemory()");
        router.close();

        GenreRouter forgetful = open(builder().initial("a").pointerInMemory());
        assertThat(forgetful.switchTo("b").outcome()).isEqualTo(Outcome.SWITCHED);
        assertThat(models.resolve(ModelPointer.FILE_NAME)).doesNotExist();
    }

    @Test
    void listsModelsWithoutLoadingThem() throws IOException {
        FakeModels.directory(models, "broken", "{\"jpeg\": 5}");
        FakeModels.directory(models, ".hidden");
        FakeModels.directory(models, "copying.part");
        Files.createFile(FakeModels.directory(models, "unfinished").resolve(".incomplete"));
        GenreRouter router = open(builder().initial("a"));

        assertThat(router.available())
                .extracting(AvailableModel::name)
                .containsExactly("a", "b", "broken", "c", "unfinished");
        assertThat(problem(router, "a")).isEmpty();
        assertThat(problem(router, "broken").orElseThrow()).contains("\"jpeg\" is 5");
        assertThat(problem(router, "unfinished").orElseThrow()).contains("still being written");
        assertThat(router.available().get(0).config().orElseThrow().arch()).isEqualTo("resnet18");
        assertThat(fakes.open).hasValue(1);
    }

    private static Optional<String> problem(GenreRouter router, String name) {
        return router.available().stream()
                .filter(model -> model.name().equals(name))
                .findFirst()
                .orElseThrow()
                .problem();
    }

    @Test
    void takesModelsFromAnywhere(@TempDir Path elsewhere) throws IOException {
        Path d = FakeModels.directory(elsewhere, "d");
        RouterBuilder builder = GenreRouter.builder(List.of(models.resolve("a"), d.resolve("save.pt")));
        builder.source = fakes;
        GenreRouter router = open(builder.initial("a"));
        router.switchTo("d");

        assertThat(router.active()).isEqualTo("d");
        assertThat(elsewhere.resolve(ModelPointer.FILE_NAME)).doesNotExist();
    }

    @Test
    void reportsEachStepOfASwitch() throws IOException {
        GenreRouter router = open(builder().initial("a"));
        SwitchReport report = router.switchTo("b");

        assertThat(report.outcome()).isEqualTo(Outcome.SWITCHED);
        assertThat(report.from()).hasValue("a");
        assertThat(report.to()).isEqualTo("b");
        assertThat(report.gap()).isFalse();
        assertThat(report.steps())
                .extracting(SwitchReport.Step::name)
                .containsExactly(
                        "name", "config", "memory", "weights", "load", "warm up", "record", "publish", "drain");
        assertThat(report.toString()).startsWith("a → b: switched").contains("all calls returned; 'a' is closed");
        assertThat(report.toJson()).startsWith("{\"from\":\"a\",\"to\":\"b\",\"outcome\":\"switched\",\"gap\":false");
        assertThat(router.active()).isEqualTo("b");
        assertThat(fakes.open).hasValue(1);
    }

    @Test
    void remembersTheActiveModelBeyondTheProcess() throws IOException {
        GenreRouter first = open(builder().initial("a"));
        first.switchTo("b");
        first.close();

        assertThat(ModelPointer.read(models.resolve(ModelPointer.FILE_NAME)))
                .hasValue(new ModelPointer("b", List.of("a"), Optional.empty()));
        assertThat(open(builder().initial("a")).active()).isEqualTo("b");
    }

    @Test
    void startsWithTheOnlyModelAndAsksWhereThereAreMore() throws IOException {
        assertThatIllegalStateException()
                .isThrownBy(() -> builder().open())
                .withMessageContaining("There are [a, b, c]")
                .withMessageContaining("CCMUSIC_MODEL_PATH");

        RouterBuilder one = GenreRouter.builder(List.of(models.resolve("c")));
        one.source = fakes;
        assertThat(open(one).active()).isEqualTo("c");
    }

    @Test
    void honoursTheEnvironmentWhenItChanged() throws IOException {
        GenreRouter first = open(environment("b"));
        assertThat(first.active()).isEqualTo("b");
        first.switchTo("c");
        first.close();

        // A mere restart keeps what was switched to; another variable is another wish.
        GenreRouter restarted = open(environment("b"));
        assertThat(restarted.active()).isEqualTo("c");
        restarted.close();
        assertThat(open(environment("a")).active()).isEqualTo("a");
    }

    @Test
    void takesAModelFromTheEnvironmentThatLiesElsewhere(@TempDir Path elsewhere) throws IOException {
        RouterBuilder builder = builder();
        builder.environment = Optional.of(FakeModels.directory(elsewhere, "d").resolve("save.pt"));

        assertThat(open(builder).active()).isEqualTo("d");
    }

    private RouterBuilder environment(String model) {
        RouterBuilder builder = builder();
        builder.environment = Optional.of(models.resolve(model));
        return builder;
    }

    @Test
    void startsWithTheModelBeforeWhereTheLastDoesNotLoad() throws IOException {
        GenreRouter first = open(builder().initial("a"));
        first.switchTo("b");
        first.switchTo("c");
        first.close();
        fakes.onLoad.put("c", failing());
        fakes.onLoad.put("b", failing());

        assertThat(open(builder()).active()).isEqualTo("a");
        assertThat(ModelPointer.read(models.resolve(ModelPointer.FILE_NAME))
                        .orElseThrow()
                        .active())
                .isEqualTo("a");
    }

    @Test
    void doesNotStartWithoutAnyModel() {
        fakes.onLoad.put("a", failing());

        assertThatThrownBy(() -> builder().initial("a").open())
                .isInstanceOf(SwitchException.class)
                .hasMessageContaining("switch to 'a' failed: the disk is full of eels");
    }

    @Test
    void startsWhereThePointerCannotBeWrittenButDoesNotSwitchThere() throws IOException {
        GenreRouter router = open(builder().initial("a").pointer(models.resolve("nowhere/active.json")));
        assertThat(router.active()).isEqualTo("a");

        SwitchException failure = catchThrowableOfType(SwitchException.class, () -> router.switchTo("b"));

        assertThat(last(failure.report()).name()).isEqualTo("record");
        assertKeptAnswering(router, "a");
    }

    @Test
    void keepsOldModelWhenTheNewOneDoesNotLoad() throws IOException {
        GenreRouter router = open(builder().initial("a"));
        fakes.onLoad.put("b", failing());

        SwitchException failure = catchThrowableOfType(SwitchException.class, () -> router.switchTo("b"));

        assertThat(failure).hasMessage("switch to 'b' failed: the disk is full of eels");
        assertThat(failure.report().outcome()).isEqualTo(Outcome.FAILED);
        assertThat(last(failure.report()).name()).isEqualTo("load");
        assertThat(last(failure.report()).detail()).startsWith("FAILED");
        assertKeptAnswering(router, "a");
    }

    @Test
    void keepsOldModelWhenTheNewOneFailsToWarmUp() throws IOException {
        GenreRouter router = open(builder().initial("a"));
        fakes.onCall.put("b", () -> {
            throw new IllegalStateException("not a number");
        });

        assertThatThrownBy(() -> router.switchTo("b")).hasMessageContaining("not a number");
        assertKeptAnswering(router, "a");
    }

    @Test
    void keepsOldModelWhenMemoryRunsOutWhileLoading() throws IOException {
        GenreRouter router = open(builder().initial("a"));
        fakes.onLoad.put("b", () -> {
            throw new OutOfMemoryError("direct buffer");
        });

        assertThatThrownBy(() -> router.switchTo("b"))
                .isInstanceOf(SwitchException.class)
                .hasMessageContaining("direct buffer");
        assertKeptAnswering(router, "a");
    }

    @Test
    void refusesWhatCannotBeSwitchedTo() throws IOException {
        GenreRouter router = open(builder().initial("a"));
        FakeModels.directory(models, "broken", "{\"jpeg\": 5}");
        Files.createFile(FakeModels.directory(models, "unfinished").resolve(".incomplete"));

        assertThatThrownBy(() -> router.switchTo("d"))
                .hasMessageContaining("unknown model 'd', expected one of [a, b, broken, c, unfinished]");
        assertThatThrownBy(() -> router.switchTo("../a")).hasMessageContaining("unknown model '../a'");
        assertThatThrownBy(() -> router.switchTo("broken")).hasMessageContaining("\"jpeg\" is 5");
        assertThatThrownBy(() -> router.switchTo("unfinished")).hasMessageContaining("still being written");
        assertKeptAnswering(router, "a");
    }

    @Test
    void refusesAModelForWhichThereIsNoRoomBeforeLoadingIt() throws IOException {
        FakeModels.directory(models, "big", "{\"arch\": \"resnet18\", \"required_memory_mb\": 9}");
        GenreRouter router = open(builder().initial("a").memoryLimitMb(10));

        assertThatThrownBy(() -> router.switchTo("big"))
                .hasMessageContaining("'big' needs 9 MB beside the 2 MB that are taken, and the limit is 10 MB");
        assertThat(fakes.mostOpen).hasValue(1);
        assertThat(router.switchTo("b").outcome()).isEqualTo(Outcome.SWITCHED);
    }

    @Test
    void closesTheOldModelFirstWhereAskedToAndSaysThatThereIsAGap() throws IOException {
        FakeModels.directory(models, "big", "{\"arch\": \"resnet18\", \"required_memory_mb\": 9}");
        GenreRouter router = open(builder().initial("a").memoryLimitMb(10).closeFirst());
        List<Throwable> inTheGap = new CopyOnWriteArrayList<>();
        fakes.onLoad.put("big", () -> {
            assertThat(fakes.open).hasValue(0);
            inTheGap.add(catchThrowableOfType(IllegalStateException.class, () -> router.classify(FakeModels.clip())));
        });

        SwitchReport report = router.switchTo("big");

        assertThat(report.gap()).isTrue();
        assertThat(report.toString()).contains("no model answered meanwhile");
        assertThat(inTheGap).singleElement().asString().contains("'a' was closed to make room for 'big'");
        assertThat(router.active()).isEqualTo("big");
    }

    @Test
    void loadsTheOldModelAgainWhenTheOneItMadeRoomForFails() throws IOException {
        GenreRouter router = open(builder().initial("a").closeFirst());
        fakes.onLoad.put("b", failing());

        assertThatThrownBy(() -> router.switchTo("b")).hasMessageContaining("eels");
        assertKeptAnswering(router, "a");
    }

    @Test
    void letsCallsInFlightEndWithTheModelTheyBeganWith() throws Exception {
        GenreRouter router = open(builder().initial("a"));
        CountDownLatch inside = new CountDownLatch(1);
        CountDownLatch proceed = new CountDownLatch(1);
        fakes.onCall.put("a", () -> {
            inside.countDown();
            Await.latch(proceed);
        });
        Future<GenrePrediction> call = CompletableFuture.supplyAsync(() -> router.classify(FakeModels.clip()));
        Await.latch(inside);
        CompletableFuture<SwitchReport> switching = router.switchToAsync("b");
        Await.until(() -> router.active().equals("b"));

        assertThat(router.classify(FakeModels.clip()).best().id()).isEqualTo("b");
        assertThat(switching).isNotDone();
        assertThat(fakes.open).hasValue(2);
        proceed.countDown();
        assertThat(call.get().best().id()).isEqualTo("a");
        assertThat(switching.get().outcome()).isEqualTo(Outcome.SWITCHED);
        assertThat(fakes.open).hasValue(1);
    }

    @Test
    void doesNotWaitForeverForACallThatHangs() throws Exception {
        GenreRouter router = open(builder().initial("a").drainTimeout(Duration.ofMillis(20)));
        CountDownLatch inside = new CountDownLatch(1);
        CountDownLatch proceed = new CountDownLatch(1);
        fakes.onCall.put("a", () -> {
            inside.countDown();
            Await.latch(proceed);
        });
        Future<GenrePrediction> call = CompletableFuture.supplyAsync(() -> router.classify(FakeModels.clip()));
        Await.latch(inside);

        assertThat(last(router.switchTo("b")).detail()).contains("calls are still inside 'a'");
        proceed.countDown();
        call.get();
        Await.until(() -> fakes.open.get() == 1);
    }

    @Test
    void givesUpASwitchThatALaterOneOvertakes() throws Exception {
        GenreRouter router = open(builder().initial("a"));
        CountDownLatch loading = new CountDownLatch(1);
        CountDownLatch proceed = new CountDownLatch(1);
        fakes.onLoad.put("b", () -> {
            loading.countDown();
            Await.latch(proceed);
        });
        CompletableFuture<SwitchReport> first = router.switchToAsync("b");
        Await.latch(loading);
        CompletableFuture<SwitchReport> second = router.switchToAsync("b");
        CompletableFuture<SwitchReport> third = router.switchToAsync("c");
        proceed.countDown();

        assertThat(third.get().outcome()).isEqualTo(Outcome.SWITCHED);
        for (CompletableFuture<SwitchReport> overtaken : List.of(first, second)) {
            assertThatThrownBy(overtaken::join)
                    .isInstanceOf(CompletionException.class)
                    .cause()
                    .isInstanceOfSatisfying(
                            SwitchException.class,
                            e -> assertThat(e.report().outcome()).isEqualTo(Outcome.SUPERSEDED))
                    .hasMessageContaining("another model was asked for meanwhile");
        }
        assertThat(router.active()).isEqualTo("c");
        assertThat(fakes.open).hasValue(1);
    }

    @Test
    void rollsBackThroughTheModelsThatWereGood() throws IOException {
        GenreRouter router = open(builder().initial("a"));
        router.switchTo("b");
        router.switchTo("c");

        assertThat(router.rollback().to()).isEqualTo("b");
        assertThat(router.rollback().to()).isEqualTo("a");
        assertThatIllegalStateException().isThrownBy(router::rollback).withMessageContaining("nothing to go back to");
        assertThat(router.active()).isEqualTo("a");
    }

    @Test
    void checksAModelWithoutSwitchingToIt() throws IOException {
        GenreRouter router = open(builder().initial("a"));

        assertThat(router.check("b").outcome()).isEqualTo(Outcome.CHECKED);
        fakes.onLoad.put("b", failing());
        assertThatThrownBy(() -> router.check("b")).isInstanceOf(SwitchException.class);
        assertKeptAnswering(router, "a");
    }

    @Test
    void turnsCallsAwayAfterClose() throws IOException {
        GenreRouter router = open(builder().initial("a"));
        router.close();
        router.close();

        assertThatIllegalStateException()
                .isThrownBy(() -> router.classify(FakeModels.clip()))
                .withMessage("the router is closed");
        assertThatIllegalStateException().isThrownBy(() -> router.switchTo("b"));
        assertThatIllegalStateException().isThrownBy(() -> router.shadow("b", ShadowPolicy.share(1)));
        assertThatIllegalStateException().isThrownBy(router::active);
    }

    @Test
    void closesWhileASwitchIsOnItsWay() throws Exception {
        GenreRouter router = open(builder().initial("a"));
        CountDownLatch loading = new CountDownLatch(1);
        CountDownLatch proceed = new CountDownLatch(1);
        fakes.onLoad.put("b", () -> {
            loading.countDown();
            Await.latch(proceed);
        });
        CompletableFuture<SwitchReport> switching = router.switchToAsync("b");
        Await.latch(loading);
        Thread closing = new Thread(router::close);
        closing.start();
        Await.until(() -> closing.getState() == Thread.State.TIMED_WAITING);
        proceed.countDown();
        closing.join();

        assertThatThrownBy(switching::join).hasMessageContaining("the router was closed meanwhile");
        assertThat(fakes.open).hasValue(0);
    }

    @Test
    void tellsListenersInOrderAndSurvivesOneThatThrows() throws IOException {
        List<String> heard = new CopyOnWriteArrayList<>();
        GenreRouter router = open(builder()
                .initial("a")
                .listener(new RouterListener() {
                    @Override
                    public void callFinished(Call call) {
                        throw new IllegalStateException("a listener's own trouble");
                    }
                })
                .listener(new Diary(heard)));
        router.classify(FakeModels.clip());
        router.switchTo("b");
        router.rollback();
        router.close();

        assertThat(heard)
                .containsExactly(
                        "checked a",
                        "loaded a",
                        "switched to a",
                        "ACTIVE a ok",
                        "checked b",
                        "loaded b",
                        "closed a",
                        "switched to b",
                        "checked a",
                        "loaded a",
                        "closed b",
                        "switched to a",
                        "rolled back to a",
                        "closed a");
    }

    private record Diary(List<String> lines) implements RouterListener {
        @Override
        public void loaded(ModelIdentity model, Duration took) {
            lines.add("loaded " + model.name());
        }

        @Override
        public void checked(String model, io.github.ccmusic.selfcheck.SelfCheckReport report) {
            lines.add("checked " + model);
        }

        @Override
        public void switched(SwitchReport report) {
            lines.add("switched to " + report.to());
        }

        @Override
        public void rolledBack(SwitchReport report) {
            lines.add("rolled back to " + report.to());
        }

        @Override
        public void closed(ModelIdentity model) {
            lines.add("closed " + model.name());
        }

        @Override
        public void callFinished(Call call) {
            lines.add(call.role() + " " + call.model().name() + (call.error().isEmpty() ? " ok" : " failed"));
        }
    }

    private void assertKeptAnswering(GenreRouter router, String model) throws IOException {
        assertThat(router.active()).isEqualTo(model);
        assertThat(router.classify(FakeModels.clip()).best().id()).isEqualTo(model);
        assertThat(fakes.open).hasValue(1);
    }

    private static SwitchReport.Step last(SwitchReport report) {
        return report.steps().get(report.steps().size() - 1);
    }

    private static FakeModels.Deed failing() {
        return () -> {
            throw new IOException("the disk is full of eels");
        };
    }

    private RouterBuilder builder() {
        RouterBuilder builder = GenreRouter.builder(models);
        builder.source = fakes;
        builder.environment = Optional.empty();
        return builder;
    }

    private GenreRouter open(RouterBuilder builder) throws IOException {
        GenreRouter router = builder.open();
        opened.add(router);
        return router;
    }
}
