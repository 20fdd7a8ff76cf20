package io.github.ccmusic.models.arch;

import io.github.ccmusic.models.checkpoint.StateDict;
import io.github.ccmusic.models.graph.Graph;
import io.github.ccmusic.models.graph.Parameter;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What frameworks put before a network's keys: {@code _orig_mod.} of {@code torch.compile}, {@code module.} of parallel and averaged
 * models, and whatever attribute a training module keeps the network in.
 */
final class KeyPrefixes {
    /** More copies of one network than any file has. */
    private static final int MAX = 8;

    private static final Pattern OF_AVERAGES = Pattern.compile("(.*[._])?(ema|swa|averaged)([._].*)?");

    private KeyPrefixes() {}

    /** The prefixes under which a state dict may have a network, none among them: those before the network's first key. */
    static List<String> in(StateDict stateDict, Graph graph) {
        String first = graph.parameters().stream()
                .filter(Parameter::required)
                .map(Parameter::key)
                .findFirst()
                .orElse("");
        Set<String> prefixes = new LinkedHashSet<>(List.of(""));
        for (String key : stateDict.keys()) {
            if (key.endsWith("." + first) && prefixes.size() < MAX) {
                prefixes.add(key.substring(0, key.length() - first.length()));
            }
        }
        prefixes.add(common(stateDict.keys()));
        return List.copyOf(prefixes);
    }

    /** The longest prefix that all keys have, up to a dot; empty if there is none. */
    static String common(List<String> keys) {
        String common = keys.isEmpty() ? "" : keys.get(0);
        for (String key : keys) {
            int length = 0;
            while (length < Math.min(common.length(), key.length()) && common.charAt(length) == key.charAt(length)) {
                length++;
            }
            common = common.substring(0, length);
        }
        return common.substring(0, common.lastIndexOf('.') + 1);
    }

    /** Whether a prefix says that what follows is an average over training, kept beside the network itself. */
    static boolean isOfAverage(String prefix) {
        return OF_AVERAGES.matcher(prefix.toLowerCase(Locale.ROOT)).matches();
    }
}
