package io.github.ccmusic.cqt.audio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FilterBankTest {
    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12})
    void convolvesAsTheDefinitionSays(long seed) {
        Random random = new Random(seed);
        int stride = 1 + random.nextInt(random.nextBoolean() ? 5 : 700);
        int columns = 1 + random.nextInt(80);
        float[][] taps = new float[1 + random.nextInt(4)][];
        int[] offsets = new int[taps.length];
        for (int f = 0; f < taps.length; f++) {
            taps[f] = Noise.of(1 + random.nextInt(300), (int) seed + f);
            offsets[f] = random.nextInt(50);
        }
        int padding = random.nextInt(taps[0].length);
        float[] signal = Noise.of(1 + random.nextInt(5000), (int) seed);
        int total = 1 + (signal.length + padding) / stride;

        float[][] actual = new float[taps.length][total];
        FilterBank.Run run = new FilterBank(stride, padding, taps, offsets, columns).start((outputs, first, count) -> {
            for (int f = 0; f < actual.length; f++) {
                System.arraycopy(outputs[f], 0, actual[f], (int) first, count);
            }
        });
        for (int at = 0; at < signal.length; ) {
            int n = Math.min(signal.length - at, 1 + random.nextInt(900));
            run.push(signal, at, n);
            at += n;
        }
        run.finish(total);

        for (int f = 0; f < taps.length; f++) {
            for (int j = 0; j < total; j++) {
                double expected = 0;
                for (int i = 0; i < taps[f].length; i++) {
                    int at = j * stride + offsets[f] + i - padding;
                    expected += at < 0 || at >= signal.length ? 0 : taps[f][i] * (double) signal[at];
                }
                assertThat((double) actual[f][j]).isCloseTo(expected, within(1e-4));
            }
        }
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3})
    void answersTheSameHoweverTheSignalIsCut(long seed) {
        float[] signal = Noise.of(20_001, (int) seed);
        float[] whole = halve(signal, new int[] {signal.length});
        int[] cuts = new Random(seed).ints(100, 1, 200).toArray();

        assertThat(halve(signal, cuts)).isEqualTo(whole);
    }

    private static float[] halve(float[] signal, int[] cuts) {
        float[] halved = new float[(signal.length + 1) / 2];
        int[] length = new int[1];
        RateFilter.Run run = RateFilter.decimating(2, 1).start((samples, count) -> {
            System.arraycopy(samples, 0, halved, length[0], count);
            length[0] += count;
        });
        int at = 0;
        for (int cut : cuts) {
            run.push(signal, at, cut);
            at += cut;
        }
        run.push(signal, at, signal.length - at);
        run.finish();
        assertThat(length[0]).isEqualTo(halved.length);
        assertThat(Arrays.copyOf(halved, 3)).isNotEqualTo(new float[3]);
        return halved;
    }
}
