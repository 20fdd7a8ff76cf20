package io.github.ccmusic;

import io.github.ccmusic.cqt.ConstantQ;
import io.github.ccmusic.cqt.CqtSpec;
import io.github.ccmusic.cqt.SpectralFeature;
import io.github.ccmusic.cqt.Spectrogram;
import io.github.ccmusic.cqt.audio.AudioStream;
import io.github.ccmusic.cqt.image.Slice;
import io.github.ccmusic.cqt.image.SpectrogramPainter;
import io.github.ccmusic.cqt.image.SpectrogramSlicer;
import io.github.ccmusic.modeldir.ModelConfig;
import io.github.ccmusic.modeldir.ModelConfigException;
import io.github.ccmusic.modeldir.ModelDirectory;
import io.github.ccmusic.modeldir.SliceSpec;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * From sound to the pictures that a model's network takes, as its config says: feature, slices, size, JPEG, colours.
 *
 * <p>Immutable; may be used by any number of threads. It needs no weights and no engine.
 */
public final class FrontEnd {
    private final ModelConfig config;
    private final SpectralFeature feature;
    private final SpectrogramSlicer slicer;
    private final SpectrogramPainter painter = SpectrogramPainter.magma();

    private FrontEnd(ModelConfig config, SpectralFeature feature) {
        this.config = config;
        this.feature = feature;
        this.slicer =
                new SpectrogramSlicer(config.slices().seconds(), config.slices().hopSeconds());
    }

    /**
     * The front end of a model.
     *
     * @throws ModelConfigException if its config asks for a feature that there is not, or that cannot be had at its sample rate
     */
    public static FrontEnd of(ModelDirectory directory) throws ModelConfigException {
        return of(directory, Map.of());
    }

    static FrontEnd of(ModelDirectory directory, Map<String, SpectralFeature> added) throws ModelConfigException {
        ModelConfig config = directory.config();
        if (config.slices().trimTopDb().isPresent()) {
            throw new ModelConfigException(
                    directory.configFile(),
                    "trim_top_db",
                    "\"trim_top_db\" is " + config.slices().trimTopDb().getAsDouble()
                            + ", but this version cannot cut silence away; allowed is null.");
        }
        return new FrontEnd(config, feature(directory, added));
    }

    private static SpectralFeature feature(ModelDirectory directory, Map<String, SpectralFeature> added)
            throws ModelConfigException {
        String name = directory.config().feature();
        int rate = directory.config().slices().sampleRateHz();
        SpectralFeature own = added.get(name);
        if (own != null) {
            if (own.sampleRateHz() != rate) {
                throw new ModelConfigException(
                        directory.configFile(),
                        "sample_rate",
                        "\"sample_rate\" is " + rate + ", but the feature '" + name + "' takes " + own.sampleRateHz()
                                + " Hz. Make them agree.");
            }
            return own;
        }
        if (!name.equals("cqt")) {
            List<String> known = new ArrayList<>(added.keySet());
            known.add("cqt");
            known.sort(null);
            throw new ModelConfigException(
                    directory.configFile(),
                    "feature",
                    "\"feature\" is \"" + name + "\"; expected one of " + known
                            + ". Another one may be added by the builder.");
        }
        CqtSpec librosa = CqtSpec.librosaDefaults();
        try {
            return ConstantQ.of(new CqtSpec(
                    rate,
                    librosa.hopSamples(),
                    librosa.lowestHz(),
                    librosa.bins(),
                    librosa.binsPerOctave(),
                    librosa.window()));
        } catch (IllegalArgumentException e) {
            throw new ModelConfigException(
                    directory.configFile(), "sample_rate", "\"sample_rate\" is " + rate + ": " + e.getMessage(), e);
        }
    }

    /**
     * Listens to a piece of sound and cuts it into slices, in memory that grows by 84 numbers for each 23 ms only.
     *
     * @param audio read to its end, not closed
     * @throws IOException if it cannot be read
     * @throws IllegalArgumentException if it has no samples, too few for this model, or some that are not finite
     */
    public SlicedSound listen(AudioStream audio) throws IOException {
        long start = System.nanoTime();
        SoundMeter meter = new SoundMeter(audio);
        FirstSlice first = FirstSlice.of(meter, config.slices());
        Spectrogram spectrogram = feature.decibels(first.audio());
        long nanos = System.nanoTime() - start;

        List<AudioWarning> warnings = new ArrayList<>();
        first.warning().ifPresent(warnings::add);
        warnings.addAll(meter.warnings());
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
                Duration.ofNanos(meter.nanos()),
                Duration.ofNanos(nanos - meter.nanos()));
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
