package io.github.ccmusic.models.djl;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.ccmusic.models.graph.Dialect;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The dialects that may be spoken on the machine that runs the tests: another one could end their process. */
final class Spoken {
    private Spoken() {}

    static List<Dialect> dialects() throws IOException {
        TorchEngine engine = TorchEngine.started();
        engine.useThreads(1);
        List<Dialect> spoken = new ArrayList<>();
        for (Dialect dialect : Dialect.values()) {
            if (engine.refusal(dialect).isEmpty()) {
                spoken.add(dialect);
            }
        }
        return spoken;
    }

    /** Skips the calling test, with the reason, where a dialect may not be spoken. */
    static void assume(Dialect dialect) throws IOException {
        Optional<String> refusal = TorchEngine.started().refusal(dialect);
        assumeTrue(refusal.isEmpty(), () -> dialect + " is refused here: " + refusal.orElseThrow());
    }
}
