package io.github.ccmusic.models.arch;

import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;

/** A state dict is not that of the architecture it was said to be of: all that is wrong with it, together. */
public final class StateDictMismatchException extends IOException {
    private static final long serialVersionUID = 1L;

    private final List<String> missing;
    private final List<String> unexpected;
    private final List<String> misshaped;

    StateDictMismatchException(
            String expectation, List<String> missing, List<String> unexpected, List<String> misshaped, String advice) {
        super(expectation
                + String.join(
                        "",
                        Stream.of(
                                        part("missing", missing),
                                        part("unexpected", unexpected),
                                        part("of another shape", misshaped))
                                .toList())
                + (advice.isEmpty() ? "" : ". " + advice));
        this.missing = List.copyOf(missing);
        this.unexpected = List.copyOf(unexpected);
        this.misshaped = List.copyOf(misshaped);
    }

    private static String part(String what, List<String> items) {
        if (items.isEmpty()) {
            return "";
        }
        return "; " + items.size() + " " + what + ": " + Keys.listed(items);
    }

    /** Keys that the architecture needs and the state dict lacks. */
    public List<String> missing() {
        return missing;
    }

    /** Keys of the state dict that the architecture has no use for. */
    public List<String> unexpected() {
        return unexpected;
    }

    /** Keys with the shape found and the shape needed. */
    public List<String> misshaped() {
        return misshaped;
    }
}
