package io.github.ccmusic;

import io.github.ccmusic.cqt.audio.AudioClip;
import io.github.ccmusic.models.FormulaWeights;
import io.github.ccmusic.models.arch.Architecture;
import io.github.ccmusic.models.arch.Architectures;
import io.github.ccmusic.models.arch.Head;
import io.github.ccmusic.models.arch.ReferenceArchitecture;
import io.github.ccmusic.models.checkpoint.CheckpointFormat;
import io.github.ccmusic.models.checkpoint.StateDict;
import io.github.ccmusic.models.graph.Graph;
import io.github.ccmusic.models.graph.Parameter;
import io.github.ccmusic.models.graph.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import java.util.stream.Collectors;

/** Model directories of real architectures, their weights made up by a formula, and sound to ask them about. */
public final class RealModels {
    private static final int RATE = 22_050;

    private RealModels() {}

    /** Writes a model of 4 classes into a directory called {@code name}. */
    public static Path write(Path models, String name, String arch) throws IOException {
        Path directory = Files.createDirectories(models.resolve(name));
        CheckpointFormat.TORCH.write(weights(arch, 1.6), directory.resolve("save.pt"));
        Files.writeString(
                directory.resolve("config.json"),
                "{\"arch\": \"" + arch + "\", \"labels\": [\"classical\", \"electronic\", \"pop\", \"rock\"]}");
        return directory;
    }

    /**
     * Writes a checkpoint of 16 classes, and no config.json, into a directory that says what it is.
     *
     * @param name {@code <arch>_<feature>}; an architecture that there are goldens of
     */
    static Path writeBare(Path models, String name, Head.Kind head) throws IOException {
        Path directory = Files.createDirectories(models.resolve(name));
        String arch = name.substring(0, name.lastIndexOf('_'));
        StateDict weights = ReferenceArchitecture.named(arch, head).stateDict();
        CheckpointFormat.TORCH.write(weights, directory.resolve("save.pt"));
        return directory;
    }

    /** The weights of an architecture with 4 classes. */
    public static StateDict weights(String arch, double gain) {
        Architecture architecture = Architectures.builtIn().named(arch);
        Graph graph = Graph.endingIn(architecture.logits(Tensor.picture(224, 224), Head.linear(4)));
        List<String> keys = graph.parameters().stream()
                .filter(Parameter::required)
                .map(parameter -> parameter.key() + "\tfloat32\t"
                        + parameter.shape().stream().map(String::valueOf).collect(Collectors.joining("x")))
                .toList();
        return FormulaWeights.stateDict(keys, gain, key -> null);
    }

    /** Noise that pulses, so that its pictures are not all alike. */
    public static AudioClip noise(long seed, int seconds) {
        RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
        double pulse = random.nextDouble(1, 8);
        float[] samples = new float[seconds * RATE];
        for (int i = 0; i < samples.length; i++) {
            double loudness = 0.1 + 0.1 * Math.sin(2 * Math.PI * pulse * i / RATE);
            samples[i] = (float) (loudness * random.nextGaussian());
        }
        return AudioClip.of(samples, RATE);
    }
}
