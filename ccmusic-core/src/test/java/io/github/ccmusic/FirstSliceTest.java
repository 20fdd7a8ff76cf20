package io.github.ccmusic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.github.ccmusic.cqt.audio.AudioClip;
import io.github.ccmusic.cqt.audio.AudioStream;
import io.github.ccmusic.modeldir.ShortClip;
import io.github.ccmusic.modeldir.SliceSpec;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.function.IntPredicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FirstSliceTest {
    private static final int RATE = 1000;

    @Test
    void repeatsAShortClip() throws IOException {
        FirstSlice first = firstSlice(ramp(200), ShortClip.REPEAT);

        float[] samples = first.audio().readFully().samples();
        assertThat(samples).hasSize(RATE);
        for (int i = 0; i < RATE; i += 200) {
            assertThat(Arrays.copyOfRange(samples, i, i + 200)).containsExactly(ramp(200));
        }
        assertThat(first.warning().orElseThrow())
                .hasToString("short_clip: the clip has 0.2 s, and a slice has 1.0 s; it was repeated");
    }

    @Test
    void fillsAShortClipUpWithSilence() throws IOException {
        FirstSlice first = firstSlice(ramp(300), ShortClip.ZERO);

        assertThat(first.audio().readFully().samples()).containsExactly(Arrays.copyOf(ramp(300), RATE));
        assertThat(first.warning().orElseThrow().detail()).endsWith("it was filled up with silence");
    }

    @Test
    void rejectsAShortClipAndSaysWhatToDo() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> firstSlice(ramp(300), ShortClip.REJECT))
                .withMessageContaining("too short for this model: it has 0.3 s")
                .withMessageContaining("short_clip");
    }

    @ParameterizedTest
    @ValueSource(ints = {1000, 1001, 2500, 100_000})
    void leavesALongerClipAsItIs(int samples) throws IOException {
        FirstSlice first = firstSlice(ramp(samples), ShortClip.REJECT);

        assertThat(first.audio().readFully().samples()).containsExactly(ramp(samples));
        assertThat(first.warning()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {900, 1000, 1100})
    void leavesAClipThatFillsASliceAsItIs(int samples) throws IOException {
        FirstSlice first = firstSlice(ramp(samples), ShortClip.REJECT, n -> n == 900);

        assertThat(first.audio().readFully().samples()).containsExactly(ramp(samples));
        assertThat(first.warning()).isEmpty();
    }

    @Test
    void neverSaysThatAShortClipIsAsLongAsASlice() throws IOException {
        SliceSpec spec = new SliceSpec(1000, OptionalDouble.empty(), 1.0, 1.0, ShortClip.REPEAT, OptionalInt.empty());
        AudioStream almost = AudioStream.of(AudioClip.of(ramp(999), 1000));

        FirstSlice first = FirstSlice.of(almost, spec, n -> false, new ArrayDeque<>());

        assertThat(first.warning().orElseThrow().detail())
                .isEqualTo("the clip has 0.9 s, and a slice has 1.0 s; it was repeated");
    }

    @ParameterizedTest
    @ValueSource(strings = {"REPEAT", "ZERO", "REJECT"})
    void refusesAClipWithoutSamples(ShortClip policy) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> firstSlice(new float[0], policy))
                .withMessage("there are no samples to judge");
    }

    private static FirstSlice firstSlice(float[] samples, ShortClip policy) throws IOException {
        return firstSlice(samples, policy, n -> false);
    }

    private static FirstSlice firstSlice(float[] samples, ShortClip policy, IntPredicate fillSlice) throws IOException {
        SliceSpec spec = new SliceSpec(RATE, OptionalDouble.empty(), 1.0, 1.0, policy, OptionalInt.empty());
        float[] used = new float[RATE];
        Arrays.fill(used, Float.NaN);
        return FirstSlice.of(
                AudioStream.of(AudioClip.of(samples, RATE)), spec, fillSlice, new ArrayDeque<>(List.of(used)));
    }

    private static float[] ramp(int samples) {
        float[] ramp = new float[samples];
        for (int i = 0; i < samples; i++) {
            ramp[i] = i;
        }
        return ramp;
    }
}
