package io.github.ccmusic.models.djl;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What DJL reads from the environment and from system properties while it starts: set for that long, where the user has said nothing, and
 * then taken back.
 */
final class DjlSettings implements AutoCloseable {
    private final Map<String, @Nullable String> before = new HashMap<>();

    /** What the user has set, in the environment or else as a system property; null if nothing or an empty text. */
    static @Nullable String get(String name) {
        String value = System.getenv(name);
        if (value == null) {
            value = System.getProperty(name);
        }
        return value == null || value.isEmpty() ? null : value;
    }

    /** Sets a property for good. */
    static void keep(String name, String value) {
        if (System.getProperty(name) == null && System.getenv(name) == null) {
            System.setProperty(name, value);
        }
    }

    /** Sets a property until {@link #close}. */
    void set(String name, String value) {
        if (get(name) == null) {
            before.put(name, System.getProperty(name));
            System.setProperty(name, value);
        }
    }

    @Override
    public void close() {
        before.forEach((name, value) -> {
            if (value == null) {
                System.clearProperty(name);
            } else {
                System.setProperty(name, value);
            }
        });
    }
}
