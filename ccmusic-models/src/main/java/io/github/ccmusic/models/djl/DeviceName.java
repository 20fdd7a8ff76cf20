package io.github.ccmusic.models.djl;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The name of a device, as PyTorch spells it ({@code cuda:1}, {@code mps}) or as this library always has ({@code gpu1}).
 *
 * @param kind {@code cpu}, {@code gpu} or {@code mps}
 * @param index which of them, from 0
 */
record DeviceName(String kind, int index) {
    private static final Pattern SPELLING = Pattern.compile("(cpu|gpu|cuda|mps)(?::?(\\d{1,4}))?");

    /**
     * Reads a name.
     *
     * @throws IllegalArgumentException if it means nothing; the message lists what does
     */
    static DeviceName of(String name) {
        Matcher parts = SPELLING.matcher(name);
        int index = parts.matches() && parts.group(2) != null ? Integer.parseInt(parts.group(2)) : 0;
        if (!parts.matches() || (index > 0 && (name.startsWith("cpu") || name.startsWith("mps")))) {
            throw new IllegalArgumentException("device '" + name
                    + "' is not understood; expected one of 'cpu', 'cuda' or 'gpu' (the first GPU), 'cuda:1' or 'gpu1'"
                    + " (the second one), …, 'mps' (Apple's)");
        }
        return new DeviceName(name.startsWith("cuda") ? "gpu" : name.substring(0, 3), index);
    }
}
