package io.github.ccmusic.models.graph;

/** The element-wise functions between layers, by their names in {@code torch.nn.functional}. */
public enum Activation {
    NONE("%s", "none"),
    RELU("torch.relu_(%s)", "relu"),
    RELU6("torch.hardtanh_(%s, 0., 6.)", ""),
    HARDSWISH("torch.hardswish_(%s)", "hardswish"),
    HARDSIGMOID("torch.hardsigmoid_(%s)", "hardsigmoid"),
    SIGMOID("torch.sigmoid_(%s)", "sigmoid"),
    SILU("torch.silu_(%s)", "swish"),
    GELU("torch.gelu(%s)", ""),
    TANH("torch.tanh_(%s)", "tanh");

    private final String inPlace;
    private final String oneDnn;

    Activation(String inPlace, String oneDnn) {
        this.inPlace = inPlace;
        this.oneDnn = oneDnn;
    }

    /** The TorchScript that applies this function to a value that nobody else reads. */
    String overwriting(String value) {
        return String.format(inPlace, value);
    }

    /** The TorchScript that leaves its argument as it was. */
    String of(String value) {
        return String.format(inPlace.replace("_(", "("), value);
    }

    /** The name of the function as an afterthought of a oneDNN primitive; empty where oneDNN is not given one. */
    String oneDnn() {
        return oneDnn;
    }
}
