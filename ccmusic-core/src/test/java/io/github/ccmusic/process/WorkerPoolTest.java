package io.github.ccmusic.process;

import static io.github.ccmusic.process.ObedientChild.bytes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class WorkerPoolTest {

    @Test
    @SuppressWarnings("try") // it is closed early, which is what is tried
    void keepsAWorkerAndReplacesTheDead() throws Exception {
        try (WorkerPool pool = new WorkerPool(WorkerSpec.running(ObedientChild.class), 1)) {
            pool.warmUp();
            Worker first = pool.take();
            first.ask(bytes("one"));
            pool.giveBack(first);
            Worker again = pool.take();
            assertThat(again).isSameAs(first);

            CompletableFuture<Worker> next = CompletableFuture.supplyAsync(() -> take(pool));
            assertThatExceptionOfType(WorkerDiedException.class).isThrownBy(() -> again.ask(bytes("die halt")));
            assertThat(next).as("while the only place is taken").isNotDone();
            pool.giveBack(again);

            Worker second = next.get();
            assertThat(second).isNotSameAs(first);
            second.send(bytes("two"));
            pool.giveBack(second);
            Worker third = pool.take();
            assertThat(third).as("in the place of one that owes an answer").isNotSameAs(second);
            pool.close();
            third.ask(bytes("three"));
            pool.giveBack(third);
            assertThat(ProcessHandle.of(third.pid()).filter(ProcessHandle::isAlive))
                    .isEmpty();
            assertThatIllegalStateException().isThrownBy(pool::take);
        }
    }

    private static Worker take(WorkerPool pool) {
        try {
            return pool.take();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
