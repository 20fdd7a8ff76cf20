package io.github.ccmusic.cqt;

import io.github.ccmusic.cqt.audio.RateFilter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What parameters come down to: at which rate and hop each octave is analysed with which kernels, as {@code librosa.vqt} decides
 * it. The signal is halved from octave to octave as long as the hop can be, and beforehand if nothing of it is needed.
 */
final class CqtPlan {
    private final CqtSpec spec;
    private final int decimation;
    private final @Nullable RateFilter decimator;

    /** From the top down. */
    private final List<Octave> octaves = new ArrayList<>();

    private CqtPlan(CqtSpec spec, double quality, int decimation) {
        this.spec = spec;
        this.decimation = decimation;
        this.decimator = decimation == 1 ? null : RateFilter.decimating(decimation, Math.sqrt(decimation));
        RateFilter halving = RateFilter.decimating(2, Math.sqrt(2));
        double[] frequencies = spec.frequenciesHz();
        double rate = spec.sampleRateHz() / (double) decimation;
        int hop = spec.hopSamples() / decimation;
        for (int end = spec.bins(); end > 0; end -= spec.binsPerOctave()) {
            double[] octave = Arrays.copyOfRange(frequencies, Math.max(0, end - spec.binsPerOctave()), end);
            double[] lengths = new double[octave.length];
            for (int k = 0; k < lengths.length; k++) {
                lengths[k] = quality * rate / octave[k];
            }
            boolean halved = hop % 2 == 0;
            Wavelets wavelets = new Wavelets(octave, lengths, rate, spec.window());
            octaves.add(new Octave(wavelets, hop, end - octave.length, halved ? halving : null));
            if (halved) {
                rate /= 2;
                hop /= 2;
            }
        }
    }

    static CqtPlan of(CqtSpec spec) {
        double[] frequencies = spec.frequenciesHz();
        double highest = frequencies[frequencies.length - 1];
        double ratio = Math.pow(2, 2.0 / spec.binsPerOctave());
        double quality = (ratio + 1) / (ratio - 1);
        double cutoff = highest * (1 + 0.5 * spec.window().bandwidth() / quality);
        double nyquist = spec.sampleRateHz() / 2.0;
        if (cutoff > nyquist) {
            throw new IllegalArgumentException("the highest filter, at " + highest + " Hz, reaches " + cutoff
                    + " Hz, past half the sample rate of " + spec.sampleRateHz() + " Hz; ask for fewer bins");
        }
        // librosa leaves an octave of room, and keeps a hop that every octave but the lowest can halve.
        int unneeded = (int) Math.ceil(Math.log(nyquist / cutoff) / Math.log(2)) - 2;
        int spare = Integer.numberOfTrailingZeros(spec.hopSamples()) - spec.octaves() + 1;
        return new CqtPlan(spec, quality, 1 << Math.max(0, Math.min(unneeded, spare)));
    }

    /** Refuses a signal that is too short, as librosa does. */
    void requireEnough(long samples) {
        if (samples == 0) {
            throw new IllegalArgumentException("there are no samples to analyse");
        }
        if (samples < decimation) {
            throw new IllegalArgumentException(
                    samples + " samples are too few for " + spec.octaves() + " octaves; there must be " + decimation);
        }
    }

    /** Frames of so many samples: those of the highest octave, since a lower one never has fewer. */
    int frames(long samples) {
        long decimated = (samples + decimation - 1) / decimation;
        return Math.toIntExact(1 + decimated / (spec.hopSamples() / decimation));
    }

    Run start(Octave.Sink sink) {
        return new Run(sink);
    }

    /** One signal on its way through all octaves. */
    final class Run {
        private final Octave.Run top;
        private final RateFilter.@Nullable Run decimated;

        private Run(Octave.Sink sink) {
            Octave.Run chain = octaves.get(octaves.size() - 1).start(sink, null);
            for (int o = octaves.size() - 2; o >= 0; o--) {
                chain = octaves.get(o).start(sink, chain);
            }
            this.top = chain;
            this.decimated = decimator == null ? null : decimator.start((signal, count) -> top.push(signal, 0, count));
        }

        void push(float[] samples, int offset, int length) {
            if (decimated == null) {
                top.push(samples, offset, length);
            } else {
                decimated.push(samples, offset, length);
            }
        }

        void finish() {
            if (decimated != null) {
                decimated.finish();
            }
            top.finish();
        }
    }
}
