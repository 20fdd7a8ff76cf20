package io.github.ccmusic.cqt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.ccmusic.cqt.audio.AudioClip;
import io.github.ccmusic.cqt.audio.AudioStream;
import io.github.ccmusic.cqt.audio.Noise;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConstantQTest {
    private final ConstantQ cqt = ConstantQ.librosaDefaults();

    @ParameterizedTest
    @MethodSource("io.github.ccmusic.cqt.Golden#all")
    void agreesWithLibrosaInMagnitudeAndPhase(Golden golden) throws IOException {
        float[] expected = golden.floats("cqt.c64");
        ComplexSpectrogram actual = cqt.transform(golden.referenceClip());

        assertThat(actual.bins()).isEqualTo(84);
        assertThat(actual.frames()).isEqualTo(expected.length / 2 / 84);
        double peak = 0;
        double worst = 0;
        for (int k = 0, i = 0; k < 84; k++) {
            for (int t = 0; t < actual.frames(); t++, i += 2) {
                peak = Math.max(peak, Math.hypot(expected[i], expected[i + 1]));
                worst = Math.max(
                        worst, Math.hypot(actual.real(k)[t] - expected[i], actual.imaginary(k)[t] - expected[i + 1]));
            }
        }
        assertThat(worst).isLessThanOrEqualTo(2e-6 * peak);
    }

    @Test
    void answersTheSameInEveryThread() throws Exception {
        AudioClip clip = AudioClip.of(Noise.of(100_000, 9), 44_100);
        Spectrogram alone = cqt.decibels(clip);
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            List<Future<Spectrogram>> all = new ArrayList<>();
            for (int i = 0; i < 16; i++) {
                all.add(threads.submit(() -> cqt.decibels(clip)));
            }
            for (Future<Spectrogram> one : all) {
                for (int k = 0; k < 84; k++) {
                    assertThat(one.get().row(k)).isEqualTo(alone.row(k));
                }
            }
        } finally {
            threads.shutdownNow();
        }
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(ints = {1, 2})
    void isLinear(int seed) {
        float[] a = Noise.of(30_000, seed);
        float[] b = Noise.of(30_000, seed + 100);
        float[] mixed = new float[30_000];
        for (int i = 0; i < mixed.length; i++) {
            mixed[i] = 0.75f * a[i] - 0.5f * b[i];
        }
        ComplexSpectrogram ofA = cqt.transform(AudioClip.of(a, 22_050));
        ComplexSpectrogram ofB = cqt.transform(AudioClip.of(b, 22_050));
        ComplexSpectrogram ofMixed = cqt.transform(AudioClip.of(mixed, 22_050));
        for (int k = 0; k < 84; k++) {
            for (int t = 0; t < ofMixed.frames(); t++) {
                assertThat(ofMixed.real(k)[t]).isCloseTo(0.75f * ofA.real(k)[t] - 0.5f * ofB.real(k)[t], within(1e-5f));
                assertThat(ofMixed.imaginary(k)[t])
                        .isCloseTo(0.75f * ofA.imaginary(k)[t] - 0.5f * ofB.imaginary(k)[t], within(1e-5f));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 9, 24, 45, 57, 83})
    void hearsANoteInItsOwnBin(int bin) {
        double hz = cqt.spec().frequenciesHz()[bin];
        float[] note = new float[66_150];
        for (int i = 0; i < note.length; i++) {
            note[i] = (float) (0.5 * Math.sin(2 * Math.PI * hz * i / 22_050));
        }
        Spectrogram spectrogram = cqt.decibels(AudioClip.of(note, 22_050));
        int middle = spectrogram.frames() / 2;
        for (int k = 0; k < 84; k++) {
            assertThat(spectrogram.at(k, middle)).isLessThanOrEqualTo(spectrogram.at(bin, middle));
        }
    }

    /** The build runs tests with 1 GiB of heap; the samples alone would be 952 MB. */
    @Test
    void analysesThreeHoursInAGigabyte() throws IOException {
        long total = 3L * 3600 * 22_050;
        assertThat(Runtime.getRuntime().maxMemory()).isLessThanOrEqualTo(1L << 30);
        Spectrogram spectrogram = cqt.decibels(new AudioStream() {
            private long at;

            @Override
            public int sampleRateHz() {
                return 22_050;
            }

            @Override
            public int read(float[] buffer, int offset, int length) {
                int n = (int) Math.min(length, total - at);
                for (int i = 0; i < n; i++) {
                    buffer[offset + i] = Noise.at(at + i, 3);
                }
                at += n;
                return n == 0 ? -1 : n;
            }

            @Override
            public void close() {}
        });
        assertThat(spectrogram.seconds()).isEqualTo(3 * 3600);
        assertThat(spectrogram.frames()).isEqualTo(1 + (int) (total / 512));
    }
}
