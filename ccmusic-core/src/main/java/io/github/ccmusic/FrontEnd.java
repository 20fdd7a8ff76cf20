package io.github.ccmusic;

import io.github.ccmusic.cqt.SpectralFeature;
import io.github.ccmusic.cqt.Spectrogram;
import io.github.ccmusic.cqt.audio.AudioStream;
import io.github.ccmusic.cqt.audio.Resampler;
import io.github.ccmusic.cqt.audio.SilenceRemover;
import io.github.ccmusic.cqt.image.Slice;
import io.github.ccmusic.cqt.image.SpectrogramPainter;
import io.github.ccmusic.cqt.image.SpectrogramSlicer;
import io.github.ccmusic.modeldir.InputSize;
import io.github.ccmusic.modeldir.ModelConfig;
import io.github.ccmusic.modeldir.ModelConfigException;
import io.github.ccmusic.modeldir.ModelDirectory;
import io.github.ccmusic.modeldir.SliceSpec;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * From sound to the pictures that a model's network takes, as its config says: silence, feature, slices, size, JPEG, colours.
 *
 * <p>May be used by any number of threads. It needs no weights and no engine.
 */
public final class FrontEnd {
    private final ModelConfig config;
    private final SpectralFeature feature;
    private final Resampler resampler;
    private final SpectrogramSlicer slicer;
    private final InputSize size;
    private final SpectrogramPainter painter = SpectrogramPainter.magma();

    /** As many as there ever were calls at once. */
    private final Queue<float[]> buffers = new ConcurrentLinkedQueue<>();

    private FrontEnd(ModelConfig config, SpectralFeature feature, InputSize size) {
        this.config = config;
        this.feature = feature;
        this.size = size;
        this.resampler = Resampler.to(feature.sampleRateHz());
        this.slicer =
                new SpectrogramSlicer(config.slices().seconds(), config.slices().hopSeconds());
    }

    /**
     * The front end of a model.
     *
     * @throws ModelConfigException if its config asks for a feature that there is not, or that cannot be had at its sample rate
     */
    public static FrontEnd of(ModelDirectory directory) throws ModelConfigException {
        return of(directory, ClassifierOptions.defaults());
    }

    static FrontEnd of(ModelDirectory directory, ClassifierOptions options) throws ModelConfigException {
        ModelConfig config = directory.config();
        return new FrontEnd(config, Features.of(directory, options.features()), options.inputSize(config));
    }

    /**
     * Listens to a piece of sound and cuts it into slices, in memory that grows by the bins of a spectrum for each 23 ms only. What
     * has to be heard as a whole first is kept besides: where silence is cut away, and for chroma, whose tuning is estimated.
     *
     * @param audio read to its end, not closed
     * @throws java.io.InterruptedIOException if the thread is interrupted; it stays so
     * @throws IOException if it cannot be read
     * @throws IllegalArgumentException if it has no samples, too few for this model, or some that are not finite
     */
    public SlicedSound listen(AudioStream audio) throws IOException {
        return listen(audio, StopCheck.INTERRUPTION);
    }

    SlicedSound listen(AudioStream audio, StopCheck stop) throws IOException {
        long start = System.nanoTime();
        SoundMeter meter = new SoundMeter(audio);
        AudioStream sounding = sounding(stop.before(meter));
        FirstSlice first = FirstSlice.of(
                sounding, config.slices(), samples -> fillSlice(samples, sounding.sampleRateHz()), buffers);
        // Asked here too, since what is cut of its silence comes from memory.
        Spectrogram spectrogram = feature.decibels(stop.before(first.audio()));
        stop.check();
        long nanos = System.nanoTime() - start;

        List<AudioWarning> warnings = new ArrayList<>();
        first.warning().ifPresent(warnings::add);
        warnings.addAll(meter.warnings());
        audio.damage().ifPresent(what -> warnings.add(new AudioWarning(AudioWarning.Kind.DAMAGED, what)));
        if (audio.sampleRateHz() < feature.sampleRateHz()) {
            warnings.add(new AudioWarning(
                    AudioWarning.Kind.UPSAMPLED,
                    String.format(
                            Locale.ROOT,
                            "recorded at %d Hz, so that there is nothing above %d Hz; the model was trained at %d Hz",
                            audio.sampleRateHz(),
                            audio.sampleRateHz() / 2,
                            feature.sampleRateHz())));
        }
        return new SlicedSound(
                spectrogram,
                evenlySpaced(slicer.slice(spectrogram), config.slices()),
                warnings,
                painter,
                config,
                size,
                Duration.ofNanos(meter.nanos()),
                Duration.ofNanos(nanos - meter.nanos()));
    }

    /** Without its silence, if the config wants that; it is looked for at the feature's rate, as upstream does. */
    private AudioStream sounding(AudioStream audio) throws IOException {
        OptionalDouble topDb = config.slices().trimTopDb();
        return topDb.isPresent() ? new SilenceRemover(topDb.getAsDouble()).remove(resampler.resample(audio)) : audio;
    }

    /** Whether so many samples are cut into a slice at least: in frames, so that they may be a little shorter than a slice. */
    private boolean fillSlice(int samples, int rateHz) {
        long resampled = resampler.length(samples, rateHz);
        return slicer.isFilledBy(feature.frames(resampled), resampled / (double) feature.sampleRateHz());
    }

    /** No more slices than the config allows, each from the middle of its share of the whole. */
    private static List<Slice> evenlySpaced(List<Slice> slices, SliceSpec spec) {
        int max = spec.max().orElse(slices.size());
        if (slices.size() <= max) {
            return slices;
        }
        List<Slice> chosen = new ArrayList<>(max);
        for (int i = 0; i < max; i++) {
            chosen.add(slices.get((int) ((2L * i + 1) * slices.size() / (2L * max))));
        }
        return chosen;
    }
}
