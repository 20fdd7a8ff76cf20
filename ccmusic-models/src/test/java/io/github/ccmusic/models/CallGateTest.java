package io.github.ccmusic.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
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
        while (gate.tryEnter()) {
            gate.leave();
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
}
