package io.github.ccmusic.serving;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Several who switch at once. */
class SwitchRaceTest extends FakeRouters {
    private static final int ROUNDS = Integer.getInteger("ccmusic.test.races", 40);

    @ParameterizedTest(name = "the other one rolls back too: {0}")
    @ValueSource(booleans = {true, false})
    void servesWhatThePointerSaysAfterARollbackAndAnotherMoveAtOnce(boolean rollback) throws Exception {
        RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(11);
        GenreRouter router = open(builder().initial("a"));
        for (int i = 0; i < ROUNDS; i++) {
            router.switchTo("a");
            router.switchTo("b");
            router.switchTo("c");
            long delay = random.nextLong(3_000_000);
            CyclicBarrier start = new CyclicBarrier(2);
            Thread other = new Thread(() -> attempt(() -> {
                start.await();
                return rollback ? router.rollback() : router.switchTo("d");
            }));
            other.start();
            start.await();
            for (long end = System.nanoTime() + delay; System.nanoTime() < end; ) {
                Thread.onSpinWait();
            }
            attempt(router::rollback);
            other.join();

            assertServesWhatThePointerSays(router);
        }
    }

    /** An overtaken switch fails, which is as it should be. */
    private static void attempt(Callable<SwitchReport> move) {
        try {
            move.call();
        } catch (SwitchException e) {
            assertThat(e.report().outcome()).isEqualTo(SwitchReport.Outcome.SUPERSEDED);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    /** Two containers over one volume are like two routers in one process: both have the process id 1. */
    @Test
    void sharesADirectoryWithAnotherRouter() throws Exception {
        List<GenreRouter> routers =
                List.of(open(builder().initial("a")), open(builder().initial("a")));
        Queue<Exception> failures = new ConcurrentLinkedQueue<>();
        AtomicBoolean done = new AtomicBoolean();
        List<Thread> threads = new ArrayList<>();
        for (GenreRouter router : routers) {
            threads.add(new Thread(() -> {
                for (int i = 0; i < 3 * ROUNDS; i++) {
                    collect(
                            failures,
                            () -> router.switchTo(List.of("a", "b", "c", "d").get(threads.size() % 2)));
                    collect(failures, () -> router.switchTo("d"));
                }
            }));
        }
        Thread reader = new Thread(() -> {
            while (!done.get()) {
                collect(failures, () -> ModelPointer.read(pointerFile()).orElseThrow());
            }
        });
        reader.start();
        threads.forEach(Thread::start);
        for (Thread thread : threads) {
            thread.join();
        }
        done.set(true);
        reader.join();

        assertThat(failures).isEmpty();
        assertThat(models).isDirectoryNotContaining("glob:**.tmp");
    }

    private static void collect(Queue<Exception> failures, Callable<?> deed) {
        try {
            deed.call();
        } catch (Exception e) {
            failures.add(e);
        }
    }

    @Test
    void promotesOrAbortsButNeverBoth() throws Exception {
        for (int i = 0; i < ROUNDS; i++) {
            GenreRouter router =
                    open(builder().pointer(models.resolve(i + ".json")).initial("a"));
            fakes.onCall.put("b", () -> {
                throw new IllegalStateException("not a number");
            });
            Rollout canary = router.canary("b", CanaryPolicy.percent(100).minCalls(1));
            Thread caller = new Thread(() -> router.classify(FakeModels.clip()));
            caller.start();
            boolean promoted;
            try {
                canary.promote();
                promoted = true;
            } catch (IllegalStateException | SwitchException e) {
                promoted = false;
            }
            caller.join();

            assertThat(router.active()).isEqualTo(promoted ? "b" : "a");
            assertThat(ModelPointer.read(models.resolve(i + ".json"))
                            .orElseThrow()
                            .active())
                    .isEqualTo(router.active());
            router.close();
            assertThat(fakes.open).hasValue(0);
            fakes.onCall.clear();
        }
    }
}
