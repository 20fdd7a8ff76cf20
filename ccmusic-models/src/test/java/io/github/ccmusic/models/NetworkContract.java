package io.github.ccmusic.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What every {@link Network} keeps to. An implementation joins by extending this and saying how it is made. */
public abstract class NetworkContract {

    /** A new network, closed by the test that asks for it. */
    protected abstract Network open() throws Exception;

    private static float[] pictures(Network network, int batch, long seed) {
        Random random = new Random(seed);
        float[] nchw = new float[batch * 3 * network.inputHeight() * network.inputWidth()];
        for (int i = 0; i < nchw.length; i++) {
            nchw[i] = 2 * random.nextFloat() - 1;
        }
        return nchw;
    }

    @Test
    void answersOneRowOfLogitsAPicture() throws Exception {
        try (Network network = open()) {
            float[][] logits = network.logits(pictures(network, 3, 1), 3);

            assertThat(logits).hasDimensions(3, network.classes());
        }
    }

    @Test
    void givesOneRowOfFeaturesAPicture() throws Exception {
        try (Network network = open()) {
            float[] nchw = pictures(network, 2, 5);

            float[][] features = network.features(nchw, 2);

            assertThat(features).hasNumberOfRows(2);
            assertThat(features[0]).hasSameSizeAs(features[1]).isNotEqualTo(features[1]);
            float[] second = Arrays.copyOfRange(nchw, nchw.length / 2, nchw.length);
            assertThat(network.features(second, 1)[0]).containsExactly(features[1], within(1e-5f));
        }
    }

    @Test
    void answersAPictureTheSameInABatchAndAlone() throws Exception {
        try (Network network = open()) {
            float[] both = pictures(network, 2, 2);
            float[] second = Arrays.copyOfRange(both, both.length / 2, both.length);

            float[] inBatch = network.logits(both, 2)[1];
            float[] alone = network.logits(second, 1)[0];

            for (int c = 0; c < alone.length; c++) {
                assertThat(inBatch[c]).isCloseTo(alone[c], within(1e-5f));
            }
        }
    }

    @Test
    void answersTheSameBitsOnEveryThreadWhateverTheOthersAsk() throws Exception {
        try (Network network = open()) {
            List<Callable<Void>> calls = new ArrayList<>();
            for (int batch = 1; batch <= 3; batch++) {
                int size = batch;
                float[] nchw = pictures(network, size, 3);
                float[][] expected = network.logits(nchw, size);
                float[][] features = network.features(nchw, size);
                for (int i = 0; i < 400; i++) {
                    calls.add(() -> {
                        assertThat(network.logits(nchw, size)).isDeepEqualTo(expected);
                        assertThat(network.features(nchw, size)).isDeepEqualTo(features);
                        return null;
                    });
                }
            }
            Collections.shuffle(calls, new Random(4));
            ExecutorService pool = Executors.newFixedThreadPool(8);
            try {
                for (Future<Void> call : pool.invokeAll(calls)) {
                    call.get();
                }
            } finally {
                pool.shutdown();
            }
        }
    }

    @Test
    void refusesAnArrayThatIsNotThatManyPictures() throws Exception {
        try (Network network = open()) {
            assertThatThrownBy(() -> network.logits(new float[7], 1))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("found 7");
            assertThatThrownBy(() -> network.logits(new float[0], 0)).isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> network.features(new float[7], 1)).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void refusesCallsAfterClose() throws Exception {
        Network network = open();
        float[] nchw = pictures(network, 1, 4);
        network.close();

        assertThatThrownBy(() -> network.logits(nchw, 1)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> network.features(nchw, 1)).isInstanceOf(IllegalStateException.class);
        assertThatCode(network::close).doesNotThrowAnyException();
    }

    @Test
    void closesOnlyAfterTheCallsInFlight() throws Exception {
        for (int round = 0; round < 20; round++) {
            Network network = open();
            float[] nchw = pictures(network, 2, round);
            float[][] expected = network.logits(nchw, 2);
            ExecutorService pool = Executors.newFixedThreadPool(4);
            CountDownLatch started = new CountDownLatch(4);
            List<Future<Integer>> callers = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                callers.add(pool.submit(() -> {
                    int answers = 0;
                    started.countDown();
                    try {
                        while (true) {
                            assertThat(network.logits(nchw, 2)).isDeepEqualTo(expected);
                            answers++;
                        }
                    } catch (IllegalStateException closed) {
                        return answers;
                    }
                }));
            }
            started.await();
            network.close();
            for (Future<Integer> caller : callers) {
                assertThat(caller.get(60, TimeUnit.SECONDS)).isNotNegative();
            }
            pool.shutdown();
        }
    }
}
