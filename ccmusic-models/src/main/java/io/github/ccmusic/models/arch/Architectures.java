package io.github.ccmusic.models.arch;

import static java.util.stream.Collectors.toMap;

import io.github.ccmusic.models.Spelling;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;

/** A table of architectures by name; immutable. */
public final class Architectures {
    /** Spellings met in the wild. */
    private static final Map<String, String> ALIASES = Map.of(
            "mobilenetv3_small", "mobilenet_v3_small",
            "mobilenetv3_large", "mobilenet_v3_large");

    private final Map<String, Architecture> byName;

    private Architectures(Map<String, Architecture> byName) {
        this.byName = Collections.unmodifiableMap(byName);
    }

    /** Every architecture that this library brings. */
    public static Architectures builtIn() {
        return of(Stream.of(
                        AlexNet.family(),
                        Vgg.family(),
                        SqueezeNet.family(),
                        GoogLeNet.family(),
                        InceptionV3.family(),
                        ResNet.family(),
                        DenseNet.family(),
                        RegNet.family(),
                        MobileNetV2.family(),
                        MobileNetV3.family(),
                        ShuffleNetV2.family(),
                        MnasNet.family(),
                        EfficientNet.family(),
                        ConvNext.family(),
                        VisionTransformer.family(),
                        Swin.family(),
                        MaxVit.family())
                .flatMap(Function.identity())
                .toList());
    }

    private static Architectures of(Collection<Architecture> all) {
        return new Architectures(
                all.stream().collect(toMap(Architecture::name, Function.identity(), (a, b) -> b, LinkedHashMap::new)));
    }

    /** This table with one more, which takes the place of any of the same name. */
    public Architectures with(Architecture architecture) {
        return of(
                Stream.concat(byName.values().stream(), Stream.of(architecture)).toList());
    }

    /** All names, family by family. */
    public List<String> names() {
        return List.copyOf(byName.keySet());
    }

    public boolean contains(String name) {
        return byName.containsKey(ALIASES.getOrDefault(name, name));
    }

    /**
     * The architecture of a name or of a known misspelling.
     *
     * @throws IllegalArgumentException if there is none; the message has the nearest of {@link #names}
     */
    public Architecture named(String name) {
        Architecture found = byName.get(ALIASES.getOrDefault(name, name));
        if (found == null) {
            throw new IllegalArgumentException("unknown architecture '" + name + "'; the nearest of the "
                    + byName.size() + " known are " + String.join(", ", Spelling.nearest(name, byName.keySet(), 3)));
        }
        return found;
    }
}
