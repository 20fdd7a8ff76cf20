package io.github.ccmusic.cqt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class Log2Test {
    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3})
    void agreesWithTheLibrary(long seed) {
        Random random = new Random(seed);
        for (int i = 0; i < 100_000; i++) {
            float x = Math.scalb(1 + random.nextFloat(), random.nextInt(253) - 126);
            assertThat(Log2.of(x)).isCloseTo(Math.log(x) / Math.log(2), within(1e-9));
        }
    }

    @ParameterizedTest
    @ValueSource(floats = {Float.MIN_NORMAL, 1e-10f, 0.5f, 1, 2, 3, Float.MAX_VALUE})
    void isRightAtTheEdges(float x) {
        assertThat(Log2.of(x)).isCloseTo(Math.log(x) / Math.log(2), within(1e-9));
    }
}
