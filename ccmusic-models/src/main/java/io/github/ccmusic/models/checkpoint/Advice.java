package io.github.ccmusic.models.checkpoint;

/** What to do about files that hold more than tensors: sentences that several refusals share. */
final class Advice {

    static final String STATE_DICT = " Save the weights alone in Python: torch.save(model.state_dict(), \"save.pt\")";

    static final String TORCHSCRIPT = "this is a TorchScript program, not a state dict."
            + " Save its weights in Python: torch.save(torch.jit.load(path).state_dict(), \"save.pt\")";

    static final String NOTHING_IS_RUN =
            "only the names that tensors and plain values need are known here, and nothing that a file names is run."
                    + STATE_DICT;

    static final String NUMPY = " Save torch.from_numpy(array) in its place";

    /** What to say of a module that was saved itself. */
    static String wholeModule(String className) {
        return "a whole module, " + className + ", pickled with its code, not a state dict." + STATE_DICT;
    }

    private Advice() {}
}
