package io.github.ccmusic.bench;

import io.github.ccmusic.cqt.ConstantQ;
import io.github.ccmusic.cqt.Spectrogram;
import io.github.ccmusic.cqt.audio.AudioClip;
import io.github.ccmusic.cqt.audio.AudioStream;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Samples at 22 050 Hz to their constant-Q spectrogram in decibels, on one thread.
 *
 * <pre>{@code java -jar ccmusic-bench/target/benchmarks.jar ConstantQBenchmark}</pre>
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 5, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(1)
public class ConstantQBenchmark {
    private static final int A4_BIN = 45;

    @Param({"5", "30", "270"})
    int seconds;

    private final ConstantQ constantQ = ConstantQ.librosaDefaults();
    private AudioClip clip = AudioClip.of(new float[0], 22_050);

    @Setup
    public void makeToneAndCheckItsBin() throws IOException {
        clip = Sounds.toneInNoise(440, seconds);
        Spectrogram spectrogram = decibels();
        int frame = spectrogram.frames() / 2;
        for (int bin = 0; bin < spectrogram.bins(); bin++) {
            if (bin != A4_BIN && spectrogram.at(bin, frame) >= spectrogram.at(A4_BIN, frame)) {
                throw new IllegalStateException("440 Hz is loudest in bin " + bin + ", expected " + A4_BIN);
            }
        }
    }

    @Benchmark
    public Spectrogram decibels() throws IOException {
        return constantQ.decibels(AudioStream.of(clip));
    }
}
