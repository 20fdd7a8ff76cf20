package io.github.ccmusic.cqt.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.ccmusic.cqt.Spectrogram;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SpectrogramSlicerTest {
    private static Spectrogram of(int samples) {
        return Spectrogram.of(new float[1][1 + samples / 512], 22_050, 512, samples);
    }

    /** As in the golden files: total frames, step, count, begin. */
    @ParameterizedTest
    @CsvSource({
        "286650, 491, 1, 34",
        "264600, 491, 1, 13",
        "551250, 491, 2, 47",
        "11025, 501, 0, 0",
        "250858, 491, 0, 245",
        "250859, 490, 1, 0",
        "250879, 490, 1, 0",
        "250880, 491, 1, 0",
        "251369, 491, 1, 0"
    })
    void cutsAsUpstreamDoes(int samples, int step, int count, int begin) {
        Spectrogram spectrogram = of(samples);
        SpectrogramSlicer slicer = SpectrogramSlicer.upstreamDefaults();
        List<Slice> slices = slicer.slice(spectrogram);
        assertThat(slices).hasSize(count);
        assertThat(slicer.isFilledBy(spectrogram.frames(), spectrogram.seconds()))
                .isEqualTo(count > 0);
        for (int i = 0; i < count; i++) {
            assertThat(slices.get(i).firstFrame()).isEqualTo(begin + i * step);
            assertThat(slices.get(i).frames()).isEqualTo(step);
        }
    }

    @Test
    void overlapsWhenTheHopIsShorter() {
        List<Slice> slices = new SpectrogramSlicer(10, 5).slice(of(30 * 22_050));
        assertThat(slices).hasSize(5);
        for (int i = 0; i < 5; i++) {
            assertThat(slices.get(i).startSeconds()).isCloseTo(5 * i, within(0.1));
            assertThat(slices.get(i).endSeconds()).isCloseTo(5 * i + 10, within(0.1));
        }
    }

    @Test
    void coversAShortClipWhole() {
        Spectrogram spectrogram = of(11_025);
        Slice all = Slice.all(spectrogram);
        assertThat(all.frames()).isEqualTo(spectrogram.frames());
        assertThat(all.startSeconds()).isZero();
        assertThat(all.endSeconds()).isCloseTo(0.5, within(1e-9));
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, -1, Double.NaN, Double.POSITIVE_INFINITY})
    void refusesSecondsThatAreNoLength(double seconds) {
        assertThatThrownBy(() -> new SpectrogramSlicer(seconds, 1))
                .hasMessageContaining("sliceSeconds must be positive");
        assertThatThrownBy(() -> new SpectrogramSlicer(1, seconds)).hasMessageContaining("hopSeconds must be positive");
    }
}
