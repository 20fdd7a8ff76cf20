package io.github.ccmusic.cqt;

import io.github.ccmusic.cqt.audio.AudioClip;
import io.github.ccmusic.cqt.audio.AudioStream;
import io.github.ccmusic.cqt.audio.Resampler;
import java.io.IOException;
import java.io.UncheckedIOException;

/**
 * The constant-Q transform by recursive octave sub-sampling: how much of each note sounds at each time.
 *
 * <p>Source: Schörkhuber and Klapuri, "Constant-Q transform toolbox for music processing", SMC 2010; follows
 * {@code librosa.cqt}, and agrees with it to 2e-6 of the peak.
 *
 * <p>Sound is taken in block by block and every octave keeps only what it needs, so that besides the result itself a few
 * megabytes suffice for any length. The answer does not depend on the blocks, to the last bit. An instance is immutable and may
 * be used by many threads.
 *
 * <pre>{@code
 * AudioClip clip = AudioReader.read(Path.of("song.wav"));
 * ComplexSpectrogram cqt = ConstantQ.librosaDefaults().transform(clip);
 * float a4 = cqt.magnitude(45, 0);
 * }</pre>
 */
public final class ConstantQ implements SpectralFeature {
    private final CqtSpec spec;
    private final Resampler resampler;
    private final CqtPlan plan;

    private ConstantQ(CqtSpec spec) {
        this.spec = spec;
        this.resampler = Resampler.to(spec.sampleRateHz());
        this.plan = CqtPlan.of(spec);
    }

    /** The transform that {@code librosa.cqt(y, sr=22050)} computes. */
    public static ConstantQ librosaDefaults() {
        return of(CqtSpec.librosaDefaults());
    }

    /**
     * The transform that {@code librosa.cqt(y, sr=sampleRateHz)} computes.
     *
     * @throws IllegalArgumentException if the highest filter passes half the sample rate
     */
    public static ConstantQ librosaDefaults(int sampleRateHz) {
        return of(CqtSpec.librosaDefaults(sampleRateHz));
    }

    /**
     * A transform of other parameters.
     *
     * @throws IllegalArgumentException if the highest filter passes half the sample rate, or the lowest is absurdly long
     */
    public static ConstantQ of(CqtSpec spec) {
        return new ConstantQ(spec);
    }

    public CqtSpec spec() {
        return spec;
    }

    @Override
    public int sampleRateHz() {
        return spec.sampleRateHz();
    }

    @Override
    public int frames(long samples) {
        return plan.frames(samples);
    }

    /**
     * Computes the complex coefficients of a clip, which is first brought to the sample rate of this transform.
     *
     * @throws IllegalArgumentException if there are no samples, or too few for the parameters
     */
    public ComplexSpectrogram transform(AudioClip clip) {
        GrowingRows real = new GrowingRows(spec.bins());
        GrowingRows imaginary = new GrowingRows(spec.bins());
        try {
            run(AudioStream.of(clip), (bin, re, im, first, count) -> {
                real.put(bin, first, re, count);
                imaginary.put(bin, first, im, count);
            });
        } catch (IOException e) {
            throw new UncheckedIOException("a clip in memory does no input", e);
        }
        return new ComplexSpectrogram(real.toArray(), imaginary.toArray());
    }

    @Override
    public Spectrogram decibels(AudioStream mono) throws IOException {
        GrowingRows power = new GrowingRows(spec.bins());
        long samples = run(mono, (bin, re, im, first, count) -> {
            for (int t = 0; t < count; t++) {
                re[t] = re[t] * re[t] + im[t] * im[t];
            }
            power.put(bin, first, re, count);
        });
        float[][] rows = power.toArray();
        Decibels.ofPower(rows);
        return Spectrogram.of(rows, spec.sampleRateHz(), spec.hopSamples(), samples);
    }

    /** Sends a stream through all octaves; returns how many samples it had. */
    private long run(AudioStream mono, Octave.Sink sink) throws IOException {
        CqtPlan.Run run = plan.start(sink);
        // Not closed: the stream is the caller's, and ours holds nothing else.
        long samples = resampler.resample(mono).forEachBlock(run::push);
        plan.requireEnough(samples);
        run.finish();
        return samples;
    }
}
