package io.github.ccmusic.models.djl;

import ai.djl.engine.EngineException;

/** What the engine throws, in terms that its callers know. */
final class EngineFailure {
    private EngineFailure() {}

    /**
     * An exception of the JDK's.
     *
     * @param what failed
     * @param e that it failed with; libtorch's messages tell the C++ calls as well, of which only the fault itself is repeated
     */
    static IllegalStateException of(String what, EngineException e) {
        String message = String.valueOf(e.getMessage());
        String fault = message.lines()
                .filter(line -> line.startsWith("RuntimeError: "))
                .findFirst()
                .orElse(message.lines().findFirst().orElse(message));
        boolean memory = message.contains("allocate memory") || message.contains("out of memory");
        return new IllegalStateException(
                what + " failed: " + fault + (memory ? ". Give the process more memory, or take smaller batches" : ""),
                e);
    }
}
