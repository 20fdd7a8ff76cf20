package io.github.ccmusic.models.arch;

import java.util.List;
import java.util.stream.Collectors;

/** State-dict keys for people: some of them, quoted, and without what a terminal takes for commands. */
final class Keys {
    private static final int SHOWN = 8;

    private Keys() {}

    static String shown(List<String> keys) {
        return listed(keys.stream().map(key -> "'" + key + "'").toList());
    }

    /** As {@link #shown}, of what is quoted already. */
    static String listed(List<String> items) {
        String first = items.stream().limit(SHOWN).collect(Collectors.joining(", "));
        String printable = first.replaceAll("[\\p{Cntrl}\\p{Cf}]", "?");
        return items.size() <= SHOWN ? printable : printable + ", and " + (items.size() - SHOWN) + " more";
    }
}
