package io.github.ccmusic;

import io.github.ccmusic.process.Deaths;
import io.github.ccmusic.process.WorkerChild;
import io.github.ccmusic.process.WorkerSpec;
import java.time.Duration;
import java.util.Locale;

/** A trial whose process meets the death that the model's name says, such as {@code dies_of_segv}, once it has to load it. */
public final class DeadlyTrial {
    private static final String DIES_OF = "dies_of_";

    private DeadlyTrial() {}

    public static void main(String[] args) {
        TrialChild real = new TrialChild();
        WorkerChild.serve(request -> {
            String name =
                    TrialRequest.read(request.duplicate()).model().getFileName().toString();
            if (name.startsWith(DIES_OF)) {
                Deaths.valueOf(name.substring(DIES_OF.length()).toUpperCase(Locale.ROOT))
                        .happen();
            }
            return real.answer(request);
        });
    }

    public static ModelTrial with(ClassifierOptions options) {
        return ModelTrial.in(WorkerSpec.running(DeadlyTrial.class), options).within(Duration.ofSeconds(60));
    }
}
