package io.github.ccmusic.serving;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.ccmusic.Genre;
import io.github.ccmusic.GenrePrediction;
import io.github.ccmusic.GenreProbability;
import io.github.ccmusic.ModelIdentity;
import io.github.ccmusic.Timings;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RolloutRecorderTest {
    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void measuresDivergenceAsAMetricWould(long seed) {
        RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
        GenrePrediction a = prediction(random, 0, 12);
        GenrePrediction b = prediction(random, 4, 16);

        double divergence = RolloutRecorder.divergence(a, b);
        assertThat(divergence).isBetween(0.0, 1.0);
        assertThat(divergence).isCloseTo(RolloutRecorder.divergence(b, a), within(1e-12));
        assertThat(RolloutRecorder.divergence(a, a)).isCloseTo(0, within(1e-12));
    }

    @Test
    void measuresOneBitBetweenAnswersThatHaveNothingInCommon() {
        RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(9);

        assertThat(RolloutRecorder.divergence(prediction(random, 0, 8), prediction(random, 8, 16)))
                .isCloseTo(1, within(1e-12));
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3})
    void tellsQuantilesToFivePercent(long seed) {
        RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
        LatencyHistogram histogram = new LatencyHistogram();
        long[] nanos =
                random.doubles(2000, 12, 25).mapToLong(x -> (long) Math.exp(x)).toArray();
        Arrays.stream(nanos).forEach(histogram::record);
        Arrays.sort(nanos);

        assertThat(histogram.count()).isEqualTo(2000);
        for (double share : new double[] {0.01, 0.5, 0.95, 1}) {
            double exact = nanos[(int) Math.ceil(share * 2000) - 1];
            assertThat(histogram.quantile(share).toNanos() / exact).isBetween(1.0, 1.05);
        }
    }

    @Test
    void hasNoQuantileOfNothing() {
        assertThat(new LatencyHistogram().quantile(0.95)).isEqualTo(Duration.ZERO);
    }

    private static GenrePrediction prediction(RandomGenerator random, int first, int end) {
        double[] weights = random.doubles(end - first).toArray();
        double sum = Arrays.stream(weights).sum();
        List<GenreProbability> genres = IntStream.range(first, end)
                .mapToObj(i -> new GenreProbability(new Genre("g" + i, Map.of()), weights[i - first] / sum))
                .toList();
        return new GenrePrediction(
                Optional.empty(),
                new ModelIdentity("m", "0", "none", "00"),
                genres,
                true,
                List.of(),
                List.of(),
                Timings.NONE);
    }
}
