package io.github.ccmusic.serving;

import io.github.ccmusic.Embedding;
import io.github.ccmusic.Genre;
import io.github.ccmusic.GenreModel;
import io.github.ccmusic.GenrePrediction;
import io.github.ccmusic.GenreProbability;
import io.github.ccmusic.ModelIdentity;
import io.github.ccmusic.ModelInfo;
import io.github.ccmusic.Timings;
import io.github.ccmusic.cqt.audio.AudioClip;
import io.github.ccmusic.cqt.audio.AudioStream;
import io.github.ccmusic.models.CallGate;
import io.github.ccmusic.selfcheck.CheckResult;
import io.github.ccmusic.selfcheck.SelfCheckReport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/**
 * Models without weights, for directories that exist: each answers with its own name as the genre. What a model does on loading and on
 * each call can be set by its name.
 */
final class FakeModels implements ModelSource {
    /** Done by a model before it answers. */
    interface Deed {
        void perform() throws IOException;
    }

    private static final Deed NOTHING = () -> {};

    final Map<String, Deed> onLoad = new ConcurrentHashMap<>();
    final Map<String, Deed> onCall = new ConcurrentHashMap<>();
    final Map<String, String> answers = new ConcurrentHashMap<>();
    volatile Consumer<AudioClip> onSound = clip -> {};
    final AtomicInteger open = new AtomicInteger();
    final AtomicInteger mostOpen = new AtomicInteger();

    /** Makes a directory that passes for a model's. */
    static Path directory(Path models, String name) throws IOException {
        return directory(models, name, "{\"arch\": \"resnet18\"}");
    }

    static Path directory(Path models, String name, String config) throws IOException {
        Path directory = Files.createDirectories(models.resolve(name));
        Files.write(directory.resolve("save.pt"), new byte[2_000_000]);
        Files.writeString(directory.resolve("config.json"), config);
        return directory;
    }

    @Override
    public Loaded load(Path path) throws IOException {
        String name = ModelCatalog.nameOf(path);
        onLoad.getOrDefault(name, NOTHING).perform();
        mostOpen.accumulateAndGet(open.incrementAndGet(), Math::max);
        SelfCheckReport report = new SelfCheckReport(
                name, List.of(new CheckResult.Passed("weights", "fake", Duration.ZERO, OptionalLong.empty())));
        return new Loaded(new FakeModel(name), report);
    }

    /** A short clip to ask about. */
    static AudioClip clip() {
        return AudioClip.of(new float[100], 8000);
    }

    private final class FakeModel implements GenreModel {
        private final ModelIdentity identity;
        private final CallGate gate;

        FakeModel(String name) {
            identity = new ModelIdentity(name, "1", "resnet18", "0".repeat(64));
            gate = new CallGate("fake model " + name);
        }

        @Override
        public ModelInfo info() {
            return ModelInfo.of(identity, List.of());
        }

        @Override
        public GenrePrediction classify(AudioStream audio) throws IOException {
            gate.enter();
            try {
                onSound.accept(audio.readFully());
                onCall.getOrDefault(identity.name(), NOTHING).perform();
                String genre = answers.getOrDefault(identity.name(), identity.name());
                return new GenrePrediction(
                        Optional.empty(),
                        identity,
                        List.of(new GenreProbability(new Genre(genre, Map.of()), 1)),
                        true,
                        List.of(),
                        List.of(),
                        Timings.NONE);
            } finally {
                gate.leave();
            }
        }

        @Override
        public Embedding embed(AudioStream audio) throws IOException {
            gate.enter();
            try {
                audio.readFully();
                onCall.getOrDefault(identity.name(), NOTHING).perform();
                Embedding.Slice slice =
                        Embedding.Slice.of(0, 1, new float[] {identity.name().length()});
                return Embedding.of(identity, List.of(slice), List.of(), Timings.NONE);
            } finally {
                gate.leave();
            }
        }

        @Override
        public void close() {
            if (gate.shutAndWait()) {
                open.decrementAndGet();
            }
        }
    }
}
