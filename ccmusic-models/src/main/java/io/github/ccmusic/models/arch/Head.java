package io.github.ccmusic.models.arch;

import static io.github.ccmusic.models.graph.Window.square;

import io.github.ccmusic.models.graph.Tensor;
import java.util.function.UnaryOperator;

/**
 * The end of a network, where features become logits.
 *
 * @param kind torchvision's own last layers, or others in their place
 * @param classes how many logits there are
 */
public record Head(Kind kind, int classes) {

    /** The forms that checkpoints come in. */
    public enum Kind {
        /** The architecture's own classifier, its last layer as wide as there are classes. */
        LINEAR("linear"),
        /** Upstream's multi-layer perceptron in place of the whole classifier. */
        CCMUSIC_MLP("ccmusic_mlp"),
        /** One linear layer in place of a classifier that has several; elsewhere the same as {@link #LINEAR}. */
        ONE_LINEAR("one_linear");

        private final String id;

        Kind(String id) {
            this.id = id;
        }

        /**
         * The kind of that name.
         *
         * @throws IllegalArgumentException if there is none
         */
        public static Kind named(String id) {
            for (Kind kind : values()) {
                if (kind.id.equals(id)) {
                    return kind;
                }
            }
            throw new IllegalArgumentException("unknown head '" + id + "'");
        }

        /** The name in config.json. */
        public String id() {
            return id;
        }
    }

    public Head {
        if (classes < 1) {
            throw new IllegalArgumentException("classes must be positive: " + classes);
        }
    }

    public static Head linear(int classes) {
        return new Head(Kind.LINEAR, classes);
    }

    public static Head ccmusicMlp(int classes) {
        return new Head(Kind.CCMUSIC_MLP, classes);
    }

    /** A head that is one linear layer of the given key. */
    public Tensor on(Tensor features, String key) {
        return on(features, key, 0, x -> x.linear(key, classes));
    }

    /**
     * Places the head.
     *
     * @param features what enters it, [features], or a feature map where the classifier begins with a convolution
     * @param key the module that upstream's head replaces
     * @param kept how many of that module's first layers upstream leaves; they are part of {@code features}
     * @param own torchvision's classifier from there on
     */
    public Tensor on(Tensor features, String key, int kept, UnaryOperator<Tensor> own) {
        Tensor input = features.enteringHead();
        boolean isReplaced = kept == 0 && input.shape().rank() == 1;
        return switch (kind) {
            case LINEAR -> own.apply(input);
            case CCMUSIC_MLP -> mlp(input, key, kept);
            case ONE_LINEAR -> isReplaced ? input.linear(key, classes) : own.apply(input);
        };
    }

    /**
     * Upstream's head: widths fall from the features to the classes by about the same ratio each time. The numbers in the keys are
     * places in a Sequential that also holds dropouts and activations.
     */
    private Tensor mlp(Tensor features, String key, int first) {
        int wide = features.shape().channels();
        double ratio = Math.pow((double) wide / classes, 0.25);
        int l1 = (int) (ratio * classes);
        int l2 = (int) (ratio * l1);
        int l3 = (int) (ratio * l2);
        boolean isMap = features.shape().rank() == 3;
        Tensor x = isMap
                ? features.conv(at(key, first + 1), l3, square(1))
                        .relu()
                        .globalAvgPool()
                        .flatten()
                : features.linear(at(key, first + 1), l3).relu();
        int next = first + (isMap ? 5 : 4);
        return x.linear(at(key, next), l2)
                .relu()
                .linear(at(key, next + 3), l1)
                .relu()
                .linear(at(key, next + 5), classes);
    }

    private static String at(String key, int index) {
        return key + "." + index;
    }
}
