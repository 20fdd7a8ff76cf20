package io.github.ccmusic.models.checkpoint;

/** What to do about files that hold more than tensors: sentences that several refusals share. */
final class Advice {

    static final String STATE_DICT = " Save the weights alone in Python: torch.save(model.state_dict(), \"save.pt\")";

    static final String TORCHSCRIPT = "this is a TorchScript program, not a state dict."
            + " Save its weights in Python: torch.save(torch.jit.load(path).state_dict(), \"save.pt\")";

    private Advice() {}
}
