package io.github.ccmusic.models.checkpoint;

import io.github.ccmusic.models.checkpoint.PickleValue.Dict;
import io.github.ccmusic.models.checkpoint.PickleValue.Opaque;
import io.github.ccmusic.models.checkpoint.PickleValue.OpaqueClass;
import io.github.ccmusic.models.checkpoint.PickleValue.Scalar;
import io.github.ccmusic.models.checkpoint.PickleValue.Sequence;
import io.github.ccmusic.models.checkpoint.PickleValue.TensorRef;
import java.io.IOException;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The tensors and plain values of a file by the paths that lead to them, each tensor checked against its storage.
 *
 * <p>A value may contain itself, and twenty nested pairs of one list already have a million paths: the walk has bounds
 * on its depth, its steps and the characters of the paths it keeps.
 */
final class TensorTree {

    private static final int MAX_DEPTH = 64;
    private static final int MAX_STEPS = 1 << 19;
    private static final int MAX_KEY_CHARACTERS = 1024;
    private static final int MAX_PATH_CHARACTERS = 1 << 24;

    private final Contents contents;
    private final Map<TensorRef, TensorData> checked = new HashMap<>();
    private final Map<String, TensorData> tensors = new LinkedHashMap<>();
    private final Map<String, Dict> dictsWithTensors = new LinkedHashMap<>();
    private final Map<String, Opaque> opaques = new LinkedHashMap<>();
    private final Map<String, Object> values = new LinkedHashMap<>();
    private final StringBuilder path = new StringBuilder();
    private int steps;
    private int pathCharacters;

    private TensorTree(Contents contents) {
        this.contents = contents;
    }

    static TensorTree of(Contents contents) throws IOException, FormatException {
        requireNoObject(contents.root());
        TensorTree tree = new TensorTree(contents);
        tree.walk(contents.root(), 0);
        return tree;
    }

    private static void requireNoObject(PickleValue root) throws FormatException {
        if (root instanceof Opaque object) {
            throw new FormatException("this is " + whatItIs(object));
        }
        if (root instanceof OpaqueClass) {
            throw new FormatException("this is " + root.describe() + ", not a state dict." + Advice.STATE_DICT);
        }
    }

    private static String whatItIs(Opaque object) {
        return object.isModule()
                ? Advice.wholeModule(object.className())
                : object.describe() + ", not a state dict." + Advice.STATE_DICT;
    }

    Map<String, TensorData> tensors() {
        return Collections.unmodifiableMap(tensors);
    }

    /** The scalars that are entries of a dict. */
    Map<String, Object> values() {
        return Collections.unmodifiableMap(values);
    }

    /** The tensors among the entries of the dict at a path; null if there is no dict there, or none in it. */
    @Nullable
    StateDict stateDict(String path) {
        Dict dict = dictsWithTensors.get(path);
        if (dict == null) {
            return null;
        }
        Map<String, TensorData> entries = new LinkedHashMap<>();
        dict.entries().forEach((key, value) -> {
            if (value instanceof TensorRef tensor) {
                entries.put(key.asKey(), checked.get(tensor));
            }
        });
        return StateDict.of(entries).withoutCommonPrefix("module.");
    }

    /** Why there is no state dict at any of these paths, for messages. */
    String whyNone(List<String> paths) {
        String where = paths.size() == 1 ? "'" + paths.get(0) + "'" : paths + " nor at the root";
        if (contents.root() instanceof TensorRef) {
            return "this is one tensor, not a state dict." + Advice.STATE_DICT;
        }
        Map.Entry<String, Opaque> culprit = culprit(paths);
        if (culprit != null) {
            Opaque object = culprit.getValue();
            return "no tensors under " + where + ": '" + culprit.getKey() + "' is "
                    + (object.className().equals(Bookkeeping.NUMPY_ARRAY)
                            ? "a numpy array; expected a tensor." + Advice.NUMPY
                            : whatItIs(object));
        }
        if (dictsWithTensors.isEmpty()) {
            return "no tensors under " + where + ", nor in any other dict. Is this the file of weights?";
        }
        return "no tensors under " + where + "; there are some under "
                + dictsWithTensors.keySet().stream().limit(20).toList()
                + (paths.size() == 1 ? "" : ". Name one of these as \"checkpoint_key\" in config.json");
    }

    /** The first object that stands where a state dict, or a weight in one, was to be. */
    private Map.@Nullable Entry<String, Opaque> culprit(List<String> paths) {
        boolean isElsewhere = dictsWithTensors.keySet().stream().anyMatch(path -> path.indexOf('/') < 0);
        for (Map.Entry<String, Opaque> entry : opaques.entrySet()) {
            String path = entry.getKey();
            String parent = path.substring(0, Math.max(0, path.lastIndexOf('/')));
            boolean isWeight = entry.getValue().className().equals(Bookkeeping.NUMPY_ARRAY)
                    && (parent.isEmpty() ? !isElsewhere : paths.contains(parent));
            if (isWeight || paths.contains(path) || (entry.getValue().isModule() && !isElsewhere)) {
                return entry;
            }
        }
        return null;
    }

    private void walk(PickleValue value, int depth) throws IOException, FormatException {
        if (depth > MAX_DEPTH) {
            throw new FormatException("values nested more than " + MAX_DEPTH + " deep, or containing themselves, at '"
                    + path.substring(0, Math.min(80, path.length())) + "…'");
        }
        if (++steps > MAX_STEPS) {
            throw new FormatException("more than " + MAX_STEPS + " values, which no checkpoint needs");
        }
        if (value instanceof Dict dict) {
            for (Map.Entry<PickleValue, PickleValue> entry : dict.entries().entrySet()) {
                int length = enter(entry.getKey().asKey());
                if (entry.getValue() instanceof Scalar scalar) {
                    values.put(path(), scalar.value());
                }
                walk(entry.getValue(), depth + 1);
                path.setLength(length);
            }
            if (dict.entries().values().stream().anyMatch(TensorRef.class::isInstance)) {
                dictsWithTensors.put(path(), dict);
            }
        } else if (value instanceof Sequence sequence) {
            for (int i = 0; i < sequence.items().size(); i++) {
                int length = enter(Integer.toString(i));
                walk(sequence.items().get(i), depth + 1);
                path.setLength(length);
            }
        } else if (value instanceof TensorRef tensor) {
            String where = path();
            tensors.put(where, check(tensor, where));
        } else if (value instanceof Opaque object) {
            opaques.put(path(), object);
        }
    }

    /** Lengthens the path by a step and returns how long it was. */
    private int enter(String key) throws FormatException {
        if (key.length() > MAX_KEY_CHARACTERS) {
            throw new FormatException(
                    "a key of " + key.length() + " characters; expected " + MAX_KEY_CHARACTERS + " at most");
        }
        int length = path.length();
        path.append(length == 0 ? "" : "/").append(key);
        return length;
    }

    private String path() throws FormatException {
        pathCharacters += path.length();
        if (pathCharacters > MAX_PATH_CHARACTERS) {
            throw new FormatException(
                    "names with more than " + MAX_PATH_CHARACTERS + " characters together, which no checkpoint needs");
        }
        return path.toString();
    }

    private TensorData check(TensorRef tensor, String path) throws IOException, FormatException {
        TensorData known = checked.get(tensor);
        if (known != null) {
            return known;
        }
        try {
            TensorData data = new TensorData(
                    tensor.dtype(), tensor.layout(), contents.storages().find(tensor.storage()), contents.order());
            checked.put(tensor, data);
            return data;
        } catch (FormatException e) {
            throw e.ofTensor(path);
        }
    }
}
