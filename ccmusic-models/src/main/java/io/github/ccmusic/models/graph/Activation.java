package io.github.ccmusic.models.graph;

/** The element-wise functions between layers, by their names in {@code torch.nn.functional}. */
public enum Activation {
    NONE("%s"),
    RELU("torch.relu_(%s)"),
    RELU6("torch.hardtanh_(%s, 0., 6.)"),
    HARDSWISH("torch.hardswish_(%s)"),
    HARDSIGMOID("torch.hardsigmoid_(%s)"),
    SIGMOID("torch.sigmoid_(%s)"),
    SILU("torch.silu_(%s)"),
    GELU("torch.gelu_(%s)"),
    TANH("torch.tanh_(%s)");

    private final String inPlace;

    Activation(String inPlace) {
        this.inPlace = inPlace;
    }

    /** The TorchScript that applies this function to a value that nobody else reads. */
    String overwriting(String value) {
        return String.format(inPlace, value);
    }

    /** The TorchScript that leaves its argument as it was. */
    String of(String value) {
        return String.format(inPlace.replace("_(", "("), value);
    }
}
