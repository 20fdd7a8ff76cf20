package io.github.ccmusic.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class CallGateTest {

    @Test
    void refusesCallsOnceShut() {
        CallGate gate = new CallGate("network test");
        gate.enter();
        gate.leave();

        assertThat(gate.shutAndWait()).isTrue();

        assertThat(gate.tryEnter()).isFalse();
        assertThatThrownBy(gate::enter)
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("network test is closed");
    }

    @Test
    void tellsWhichCallShutIt() {
        CallGate gate = new CallGate("gate");

        assertThat(gate.shutAndWait()).isTrue();
        assertThat(gate.shutAndWait()).isFalse();
    }

    @Test
    void waitsForTheCallInFlight() throws Exception {
        CallGate gate = new CallGate("gate");
        gate.enter();
        CountDownLatch waiting = new CountDownLatch(1);
        AtomicBoolean shut = new AtomicBoolean();
        Thread closer = new Thread(() -> {
            waiting.countDown();
            gate.shutAndWait();
            shut.set(true);
        });
        closer.start();
        waiting.await();
        while (closer.getState() != Thread.State.WAITING) {
            Thread.onSpinWait();
        }

        assertThat(shut).isFalse();
        gate.leave();
        closer.join(TimeUnit.SECONDS.toMillis(30));
        assertThat(shut).isTrue();
    }

    @Test
    void nobodyIsInsideWhenItHasShut() throws Exception {
        ExecutorService pool = Executors.newFixedThreadPool(4);
        try {
            for (int round = 0; round < 200; round++) {
                CallGate gate = new CallGate("gate");
                AtomicInteger inside = new AtomicInteger();
                List<Future<?>> callers = new ArrayList<>();
                for (int i = 0; i < 4; i++) {
                    callers.add(pool.submit(() -> {
                        while (gate.tryEnter()) {
                            inside.incrementAndGet();
                            inside.decrementAndGet();
                            gate.leave();
                        }
                    }));
                }
                gate.shutAndWait();
                assertThat(inside).hasValue(0);
                for (Future<?> caller : callers) {
                    caller.get(30, TimeUnit.SECONDS);
                }
            }
        } finally {
            pool.shutdown();
        }
    }

    @Test
    void refusesToBeShutFromInside() {
        CallGate gate = new CallGate("model m");
        gate.enter();
        gate.enter();
        gate.leave();

        assertThatThrownBy(gate::shutAndWait)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("model m cannot be closed from inside one of its calls");
        assertThatThrownBy(() -> gate.shutAndEmptyWithin(Duration.ofDays(1))).isInstanceOf(IllegalStateException.class);
        assertThat(gate.tryEnter()).isTrue();
        gate.leave();
        gate.leave();
        assertThat(gate.shutAndWait()).isTrue();
    }

    @Test
    void waitsNoLongerThanItIsTold() {
        AtomicInteger freed = new AtomicInteger();
        CallGate gate = new CallGate("gate", freed::incrementAndGet);
        Inside inside = new Inside(gate);

        assertThat(gate.shutAndEmptyWithin(Duration.ofMillis(1))).isFalse();
        assertThat(freed).hasValue(0);
        inside.leave();
        assertThat(freed).hasValue(1);
        assertThat(gate.shutAndEmptyWithin(Duration.ofSeconds(Long.MAX_VALUE))).isTrue();
        assertThat(gate.shutAndWait()).isFalse();
        assertThat(freed).hasValue(1);
    }

    @Test
    void doesNotWaitWhenInterrupted() {
        CallGate gate = new CallGate("gate");
        Inside inside = new Inside(gate);
        Thread.currentThread().interrupt();
        try {
            assertThat(gate.shutAndEmptyWithin(Duration.ofDays(1))).isFalse();
        } finally {
            assertThat(Thread.interrupted()).isTrue();
        }
        inside.leave();
    }

    @Test
    void letsInWhoeverIsInsideAlreadyAndItsHelpers() throws Exception {
        CallGate gate = new CallGate("gate");
        CountDownLatch done = new CountDownLatch(1);
        Inside inside = new Inside(gate);
        assertThat(gate.shutAndEmptyWithin(Duration.ZERO)).isFalse();

        assertThat(inside.tryEnter()).isTrue();
        Thread helper = new Thread(() -> {
            gate.enterForCallInside();
            assertThat(gate.tryEnter()).isTrue();
            gate.leave();
            gate.leave();
            done.countDown();
        });
        helper.start();
        assertThat(done.await(30, TimeUnit.SECONDS)).isTrue();
        assertThat(gate.tryEnter()).isFalse();
        inside.leave();
        assertThat(gate.shutAndEmptyWithin(Duration.ZERO)).isFalse();
        inside.leave();
        assertThat(gate.shutAndEmptyWithin(Duration.ZERO)).isTrue();
    }

    private static Thread daemon(Runnable work) {
        Thread thread = new Thread(work);
        thread.setDaemon(true);
        return thread;
    }

    /** A call on a thread of its own. */
    private static final class Inside {
        private final ExecutorService thread = Executors.newSingleThreadExecutor(CallGateTest::daemon);
        private final CallGate gate;

        Inside(CallGate gate) {
            this.gate = gate;
            assertThat(tryEnter()).isTrue();
        }

        boolean tryEnter() {
            return CompletableFuture.supplyAsync(gate::tryEnter, thread).join();
        }

        void leave() {
            CompletableFuture.runAsync(gate::leave, thread).join();
        }
    }
}
