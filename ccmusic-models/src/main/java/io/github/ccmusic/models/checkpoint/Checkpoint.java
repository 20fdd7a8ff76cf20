package io.github.ccmusic.models.checkpoint;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * A file of weights: what {@code torch.save} writes, of any year, or safetensors.
 *
 * <p>Opening reads and checks everything but the elements of the tensors; those are read when they are asked for.
 * Nothing that the file says is executed: a pickle may name what tensors and plain values need, and classes of bookkeeping,
 * whose objects are passed over; it is refused if it names anything that can act. Sizes are checked against the file before anything is allocated.
 *
 * <p>Owned by whoever opened it, who closes it; its tensors borrow it. Safe for use by several threads. After
 * {@link #close} the tensors still tell their shapes, and reading one throws {@link IllegalStateException}.
 */
public final class Checkpoint implements Closeable {

    /** Where training loops put the state dict, in the order in which they are tried. */
    private static final List<String> STATE_DICT_KEYS = List.of("model_state_dict", "state_dict", "net");

    private final FileSource file;
    private final Spool spool;
    private final TensorTree tree;

    private Checkpoint(FileSource file, Spool spool, TensorTree tree) {
        this.file = file;
        this.spool = spool;
        this.tree = tree;
    }

    /**
     * Opens a checkpoint.
     *
     * @param path the file; the caller closes what is returned
     * @throws CheckpointException if the file is not a checkpoint, is damaged, or holds something other than dense
     *     tensors and plain values
     * @throws IOException if the file cannot be read
     */
    public static Checkpoint open(Path path) throws IOException {
        if (Files.isDirectory(path)) {
            throw new CheckpointException(path, "this is a directory; expected the file of weights inside it");
        }
        if (Files.exists(path) && !Files.isRegularFile(path)) {
            throw new CheckpointException(path, "this is a device or a pipe; expected a file");
        }
        FileSource file = FileSource.open(path);
        Spool spool = new Spool();
        try {
            return new Checkpoint(file, spool, TensorTree.of(FileKind.of(file).read(file, spool)));
        } catch (FormatException e) {
            CheckpointException named = new CheckpointException(path, e);
            closeAfter(named, file, spool);
            throw named;
        } catch (IOException | RuntimeException e) {
            closeAfter(e, file, spool);
            throw e;
        }
    }

    private static void closeAfter(Exception failure, Closeable... opened) {
        for (Closeable resource : opened) {
            try {
                resource.close();
            } catch (IOException e) {
                failure.addSuppressed(e);
            }
        }
    }

    /** The file. */
    public Path file() {
        return file.path();
    }

    /**
     * Returns the state dict: the tensors in the root's entry {@code model_state_dict}, {@code state_dict} or
     * {@code net}, whichever comes first in this order, or else those in the root itself. A prefix {@code module.}
     * that all keys have, as {@code DataParallel} adds it, is taken off.
     *
     * @throws CheckpointException if there are no tensors in any of these; the message lists where there are some
     */
    public StateDict stateDict() throws CheckpointException {
        for (String key : STATE_DICT_KEYS) {
            StateDict stateDict = tree.stateDict(key);
            if (stateDict != null) {
                return stateDict;
            }
        }
        StateDict root = tree.stateDict("");
        if (root != null) {
            return root;
        }
        throw new CheckpointException(file(), tree.whyNone(STATE_DICT_KEYS));
    }

    /**
     * Returns the tensors in one entry, its prefix {@code module.} taken off as by {@link #stateDict()}.
     *
     * @param key a key of the root, or keys joined by {@code /} that lead to a dict further in
     * @throws CheckpointException if there are no tensors in it; the message lists where there are some
     */
    public StateDict stateDict(String key) throws CheckpointException {
        StateDict stateDict = tree.stateDict(key);
        if (stateDict == null) {
            throw new CheckpointException(file(), tree.whyNone(List.of(key)));
        }
        return stateDict;
    }

    /**
     * Every tensor in the file by its path: the keys and, of lists, the positions that lead to it, joined by
     * {@code /}, such as {@code optimizer_state_dict/state/0/exp_avg}. The path of a file's only value is empty.
     */
    public Map<String, TensorData> tensors() {
        return tree.tensors();
    }

    /**
     * Every number, truth value and string that is an entry of a dict, by its path: {@link Long},
     * {@link java.math.BigInteger}, {@link Double}, {@link Boolean} or {@link String}. So training loops leave the
     * epoch and the accuracy they reached; what lists hold, such as a history of losses, is left out.
     */
    public Map<String, Object> values() {
        return tree.values();
    }

    @Override
    public void close() throws IOException {
        file.close();
        spool.close();
    }
}
