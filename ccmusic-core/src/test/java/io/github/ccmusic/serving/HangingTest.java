package io.github.ccmusic.serving;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.ccmusic.GenrePrediction;
import io.github.ccmusic.serving.SwitchReport.Outcome;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Calls, loads and candidates that do not return. */
@Timeout(60)
class HangingTest extends FakeRouters {
    private static final Duration SOON = Duration.ofMillis(100);

    private final CountDownLatch inside = new CountDownLatch(1);
    private final CountDownLatch proceed = new CountDownLatch(1);

    @AfterEach
    void letGo() {
        proceed.countDown();
    }

    /** The first call hangs, later ones do not. */
    private FakeModels.Deed hanging() {
        return () -> {
            if (inside.getCount() > 0) {
                inside.countDown();
                Await.latch(proceed);
            }
        };
    }

    private CompletableFuture<GenrePrediction> hangingCall(GenreRouter router) {
        CompletableFuture<GenrePrediction> call =
                CompletableFuture.supplyAsync(() -> router.classify(FakeModels.clip()));
        Await.latch(inside);
        return call;
    }

    @Test
    void keepsTheOldModelOpenToCallsWhereOneOfThemDoesNotReturn() throws Exception {
        GenreRouter router = open(builder().initial("a").closeFirst().drainTimeout(SOON));
        fakes.onCall.put("a", hanging());
        CompletableFuture<GenrePrediction> call = hangingCall(router);

        SwitchException failure = catchThrowableOfType(SwitchException.class, () -> router.switchTo("b"));

        assertThat(failure)
                .hasMessageContaining("a call has been inside 'a' for more than 100 ms")
                .hasMessageContaining("drainTimeout");
        assertThat(failure.report().gap()).isFalse();
        assertThat(router.classify(FakeModels.clip()).best().id()).isEqualTo("a");
        assertServesWhatThePointerSays(router);
        // Once it has returned there is nothing in the way.
        proceed.countDown();
        assertThat(call.get().best().id()).isEqualTo("a");
        Await.until(() -> switches(router, "b"));
        assertThat(fakes.open).hasValue(1);
        assertThat(fakes.mostOpen).hasValue(1);
    }

    private static boolean switches(GenreRouter router, String name) {
        try {
            return router.switchTo(name).outcome() == Outcome.SWITCHED;
        } catch (SwitchException e) {
            return false;
        }
    }

    @Test
    void answersEveryCallWhileACallIsWaitedFor() throws Exception {
        GenreRouter router = open(builder().initial("a").closeFirst().drainTimeout(Duration.ofMinutes(1)));
        fakes.onCall.put("a", hanging());
        CompletableFuture<GenrePrediction> call = hangingCall(router);
        CompletableFuture<SwitchReport> switching = router.switchToAsync("b");
        for (int i = 0; i < 100; i++) {
            assertThat(router.classify(FakeModels.clip()).best().id()).isEqualTo("a");
            Await.sleep(1);
        }
        assertThat(switching).isNotDone();
        proceed.countDown();

        assertThat(switching.get().gap()).isTrue();
        assertThat(call.get().best().id()).isEqualTo("a");
        assertThat(fakes.mostOpen).hasValue(1);
    }

    @Test
    void closesAlthoughACallDoesNotReturn() throws Exception {
        GenreRouter router = open(builder().initial("a").drainTimeout(SOON));
        fakes.onCall.put("a", hanging());
        CompletableFuture<GenrePrediction> call = hangingCall(router);
        router.close();

        assertThatThrownBy(() -> router.classify(FakeModels.clip())).hasMessage("the router is closed");
        assertThat(fakes.open).as("not freed under the call").hasValue(1);
        proceed.countDown();
        assertThat(call.get().best().id()).isEqualTo("a");
        Await.until(() -> fakes.open.get() == 0);
    }

    @Test
    void closesAlthoughALoadDoesNotReturn() throws Exception {
        GenreRouter router = open(builder().initial("a").drainTimeout(SOON));
        fakes.onLoad.put("b", hanging());
        CompletableFuture<SwitchReport> switching = router.switchToAsync("b");
        Await.latch(inside);
        assertThat(router.classify(FakeModels.clip()).best().id()).isEqualTo("a");
        router.close();
        router.close();

        assertThat(fakes.open).hasValue(0);
        proceed.countDown();
        assertThatThrownBy(switching::join).hasMessageContaining("the router was closed meanwhile");
        Await.until(() -> fakes.open.get() == 0);
    }

    @Test
    void closesAlthoughACandidateDoesNotReturn() throws IOException {
        GenreRouter router = open(builder().initial("a").drainTimeout(SOON));
        fakes.onCall.put("b", hanging());
        Rollout shadow = router.shadow("b", ShadowPolicy.share(1));
        for (int i = 0; i < 50; i++) {
            assertThat(router.classify(FakeModels.clip()).best().id()).isEqualTo("a");
        }
        Await.latch(inside);
        shadow.stop();
        assertThat(router.switchTo("c").outcome()).isEqualTo(Outcome.SWITCHED);
        router.close();

        assertThat(fakes.open).hasValue(1);
        proceed.countDown();
        Await.until(() -> fakes.open.get() == 0);
    }
}
