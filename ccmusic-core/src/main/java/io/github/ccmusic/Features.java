package io.github.ccmusic;

import io.github.ccmusic.cqt.Chromagram;
import io.github.ccmusic.cqt.ConstantQ;
import io.github.ccmusic.cqt.MelSpectrogram;
import io.github.ccmusic.cqt.SpectralFeature;
import io.github.ccmusic.modeldir.ModelConfigException;
import io.github.ccmusic.modeldir.ModelDirectory;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.IntFunction;

/** The table of what a config's {@code feature} may name. */
final class Features {
    /** By name, for a sample rate. */
    private static final Map<String, IntFunction<SpectralFeature>> BUILT_IN = Map.of(
            "cqt", ConstantQ::librosaDefaults,
            "mel", MelSpectrogram::librosaDefaults,
            "chroma", Chromagram::librosaDefaults);

    private Features() {}

    /**
     * The feature of a model.
     *
     * @param added the user's own, each of which takes the place of any built-in one of its name
     * @throws ModelConfigException if there is none of that name, or it cannot be had at the config's sample rate
     */
    static SpectralFeature of(ModelDirectory directory, Map<String, SpectralFeature> added)
            throws ModelConfigException {
        String name = directory.config().feature();
        int rate = directory.config().slices().sampleRateHz();
        SpectralFeature own = added.get(name);
        if (own != null) {
            return atRate(directory, own, rate);
        }
        IntFunction<SpectralFeature> builtIn = BUILT_IN.get(name);
        if (builtIn == null) {
            Set<String> known = new TreeSet<>(BUILT_IN.keySet());
            known.addAll(added.keySet());
            throw new ModelConfigException(
                    directory.configFile(),
                    "feature",
                    "\"feature\" is \"" + name + "\"; expected one of " + known
                            + ". Another one may be added by the builder.");
        }
        try {
            return builtIn.apply(rate);
        } catch (IllegalArgumentException e) {
            throw new ModelConfigException(
                    directory.configFile(), "sample_rate", "\"sample_rate\" is " + rate + ": " + e.getMessage(), e);
        }
    }

    private static SpectralFeature atRate(ModelDirectory directory, SpectralFeature own, int rate)
            throws ModelConfigException {
        if (own.sampleRateHz() != rate) {
            throw new ModelConfigException(
                    directory.configFile(),
                    "sample_rate",
                    "\"sample_rate\" is " + rate + ", but the feature '"
                            + directory.config().feature() + "' takes " + own.sampleRateHz() + " Hz. Make them agree.");
        }
        return own;
    }
}
