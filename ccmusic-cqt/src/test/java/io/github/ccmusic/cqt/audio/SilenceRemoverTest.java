package io.github.ccmusic.cqt.audio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.ccmusic.cqt.Golden;
import io.github.ccmusic.cqt.audio.SilenceRemover.Interval;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SilenceRemoverTest {
    /** The same list as in {@code golden/make_goldens.py}. */
    private static final float[][] LOUDNESS = {
        {1, 0, 0, 1, 1, 0.02f, 0.02f, 0.005f, 0.005f, 1},
        {0, 0, 1, 1, 0, 0, 0, 0.3f, 0.009f, 0.011f, 0},
        {0.5f, 0.5f, 0.5f},
        {0, 0, 0, 0},
        {0, 1},
        {1, 0, 0, 0, 0, 0, 0}
    };

    private static AudioClip clip(int index) {
        float[] samples = Noise.of(3000 * LOUDNESS[index].length, index);
        for (int i = 0; i < samples.length; i++) {
            samples[i] *= LOUDNESS[index][i / 3000];
        }
        return AudioClip.of(samples, 22_050);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4, 5})
    void findsWhatLibrosaFinds(int index) throws IOException {
        List<String> lines = new Golden("").lines("sounding.csv");
        for (int topDb : List.of(20, 40, 60)) {
            List<String> found = new ArrayList<>();
            for (Interval interval : new SilenceRemover(topDb).sounding(clip(index))) {
                found.add(index + "," + topDb + "," + interval.start() + "," + interval.end());
            }
            String prefix = index + "," + topDb + ",";
            assertThat(found)
                    .isEqualTo(lines.stream().filter(l -> l.startsWith(prefix)).toList());
        }
    }

    @Test
    void joinsWhatSounds() throws IOException {
        AudioClip clip = clip(0);
        SilenceRemover remover = new SilenceRemover(40);
        List<Interval> intervals = remover.sounding(clip);
        AudioClip joined = remover.remove(clip);

        int length = 0;
        for (Interval interval : intervals) {
            for (int i = interval.start(); i < interval.end(); i++) {
                assertThat(joined.samples()[length++]).isEqualTo(clip.samples()[i]);
            }
        }
        assertThat(joined.samples()).hasSize(length);
        assertThat(remover.remove(AudioStream.of(clip)).readFully().samples()).isEqualTo(joined.samples());
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, -3, Double.NaN})
    void refusesAThresholdThatIsNotPositive(double topDb) {
        assertThatThrownBy(() -> new SilenceRemover(topDb)).hasMessage("topDb must be positive: " + topDb);
    }
}
