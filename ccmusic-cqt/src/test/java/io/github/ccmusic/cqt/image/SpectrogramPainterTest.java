package io.github.ccmusic.cqt.image;

import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.github.ccmusic.cqt.Spectrogram;
import org.junit.jupiter.api.Test;

class SpectrogramPainterTest {

    @Test
    void refusesASliceOfALongerSpectrogram() {
        Spectrogram spectrogram = Spectrogram.of(new float[84][20], 22_050, 512, 20 * 512);

        assertThatIllegalArgumentException()
                .isThrownBy(() -> SpectrogramPainter.magma().draw(spectrogram, new Slice(10, 21, 0, 0)))
                .withMessageContaining("ends at frame 21")
                .withMessageContaining("has only 20");
    }
}
