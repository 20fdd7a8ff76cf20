package io.github.ccmusic.serving;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ccmusic.ModelIdentity;
import io.github.ccmusic.selfcheck.SelfCheckReport;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Listeners that throw, switch, close or wait. */
class RouterListenerTest extends FakeRouters {
    private final List<String> heard = new CopyOnWriteArrayList<>();
    private final List<String> closed = new CopyOnWriteArrayList<>();
    private final AtomicReference<GenreRouter> router = new AtomicReference<>();

    private GenreRouter router() {
        return Objects.requireNonNull(router.get());
    }

    /** Does something at every event, and notes it. */
    private record Everywhere(Consumer<String> deed) implements RouterListener {
        @Override
        public void loaded(ModelIdentity model, Duration took) {
            deed.accept("loaded " + model.name());
        }

        @Override
        public void checked(String model, SelfCheckReport report) {
            deed.accept("checked " + model);
        }

        @Override
        public void switched(SwitchReport report) {
            deed.accept("switched " + report.to());
        }

        @Override
        public void rolledBack(SwitchReport report) {
            deed.accept("rolledBack " + report.to());
        }

        @Override
        public void rolloutStarted(Rollout rollout) {
            deed.accept("rolloutStarted " + rollout.candidate());
        }

        @Override
        public void rolloutEnded(Rollout rollout) {
            deed.accept("rolloutEnded " + rollout.candidate());
        }

        @Override
        public void canaryAborted(Rollout canary, String reason) {
            deed.accept("canaryAborted " + canary.candidate());
        }

        @Override
        public void closed(ModelIdentity model) {
            deed.accept("closed " + model.name());
        }

        @Override
        public void callFinished(Call call) {
            deed.accept("callFinished " + call.model().name());
        }
    }

    /** Notes which models are closed. */
    private RouterBuilder noting() {
        return builder().listener(new RouterListener() {
            @Override
            public void closed(ModelIdentity model) {
                closed.add(model.name());
            }
        });
    }

    /** Goes through every event. */
    private void live() throws IOException {
        GenreRouter now = router();
        now.classify(FakeModels.clip());
        now.switchTo("b");
        now.rollback();
        now.shadow("c", ShadowPolicy.share(0)).stop();
        Await.until(() -> closed.contains("c"));
        Rollout canary = now.canary("d", CanaryPolicy.percent(100).minCalls(1));
        fakes.onCall.put("d", () -> {
            throw new IllegalStateException("not a number");
        });
        now.classify(FakeModels.clip());
        Await.until(() -> canary.state() == Rollout.State.ABORTED);
        Await.until(() -> closed.contains("d"));
        fakes.onCall.clear();
    }

    @Test
    void survivesListenersThatThrowErrorsAtEveryEvent() throws IOException {
        router.set(open(noting().initial("a").listener(new Everywhere(event -> {
            heard.add(event);
            throw new AssertionError("a listener's own trouble at " + event);
        }))));
        live();
        router().close();

        assertThat(heard)
                .containsExactly(
                        "checked a",
                        "loaded a",
                        "switched a",
                        "callFinished a",
                        "checked b",
                        "loaded b",
                        "closed a",
                        "switched b",
                        "checked a",
                        "loaded a",
                        "closed b",
                        "switched a",
                        "rolledBack a",
                        "checked c",
                        "loaded c",
                        "rolloutStarted c",
                        "rolloutEnded c",
                        "closed c",
                        "checked d",
                        "loaded d",
                        "rolloutStarted d",
                        "callFinished d",
                        "callFinished a",
                        "canaryAborted d",
                        "rolloutEnded d",
                        "closed d",
                        "closed a");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "loaded b",
                "checked b",
                "switched b",
                "closed a",
                "rolledBack a",
                "rolloutStarted c",
                "rolloutEnded c",
                "canaryAborted d",
                "closed d",
                "callFinished a",
                "callFinished d"
            })
    void closesWhenAListenerSaysSo(String at) throws Exception {
        AtomicBoolean armed = new AtomicBoolean(true);
        CountDownLatch returned = new CountDownLatch(1);
        router.set(open(noting().initial("a").listener(new Everywhere(event -> {
            if (event.equals(at) && armed.compareAndSet(true, false)) {
                router().close();
                returned.countDown();
            }
        }))));
        Thread life = new Thread(() -> {
            try {
                live();
            } catch (IOException | IllegalStateException e) {
                heard.add(String.valueOf(e));
            }
        });
        life.start();

        Await.latch(returned);
        router().close();
        Await.until(() -> fakes.open.get() == 0);
        life.interrupt();
        life.join();
    }

    @ParameterizedTest
    @ValueSource(strings = {"switched b", "closed a", "loaded b", "rolloutEnded c", "canaryAborted d"})
    void switchesWhenAListenerSaysSo(String at) throws Exception {
        AtomicBoolean armed = new AtomicBoolean(true);
        CountDownLatch returned = new CountDownLatch(1);
        router.set(open(noting().initial("a").listener(new Everywhere(event -> {
            heard.add(event);
            if (event.equals(at) && armed.compareAndSet(true, false)) {
                try {
                    router().switchTo("c");
                } catch (SwitchException e) {
                    heard.add(String.valueOf(e));
                } finally {
                    returned.countDown();
                }
            }
        }))));
        if (at.endsWith("b") || at.endsWith("a")) {
            router().switchTo("b");
        } else {
            live();
        }

        Await.latch(returned);
        assertThat(router().active()).isEqualTo("c");
        assertServesWhatThePointerSays(router());
        Await.until(() -> heard.contains("switched c"));
        assertThat(heard.indexOf("switched c")).isGreaterThan(heard.indexOf(at));
    }

    @Test
    void refusesToSwitchInTheMiddleOfACall() throws IOException {
        router.set(open(noting().initial("a").listener(new Everywhere(event -> {
            if (event.startsWith("callFinished")) {
                try {
                    router().switchTo("b");
                } catch (SwitchException | IllegalStateException e) {
                    heard.add(String.valueOf(e.getMessage()));
                }
            }
        }))));

        assertThat(router().classify(FakeModels.clip()).best().id()).isEqualTo("a");
        assertThat(heard).singleElement().asString().contains("Use switchToAsync");
        assertThat(router().active()).isEqualTo("a");
    }

    @Test
    void isNotHeldUpByAListenerThatWaits() throws Exception {
        CountDownLatch proceed = new CountDownLatch(1);
        CountDownLatch waiting = new CountDownLatch(1);
        router.set(open(noting().initial("a").listener(new Everywhere(event -> {
            heard.add(event);
            if (event.equals("switched b")) {
                waiting.countDown();
                Await.latch(proceed);
            }
        }))));
        Thread first = new Thread(() -> {
            try {
                router().switchTo("b");
            } catch (SwitchException e) {
                heard.add(String.valueOf(e));
            }
        });
        first.start();
        Await.latch(waiting);

        assertThat(router().switchTo("c").outcome()).isEqualTo(SwitchReport.Outcome.SWITCHED);
        assertThat(router().classify(FakeModels.clip()).best().id()).isEqualTo("c");
        assertThat(heard).doesNotContain("switched c");
        proceed.countDown();
        first.join();
        assertThat(heard).contains("switched c").doesNotHaveDuplicates();
    }
}
