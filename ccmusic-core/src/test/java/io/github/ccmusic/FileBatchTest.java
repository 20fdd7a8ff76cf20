package io.github.ccmusic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.ccmusic.cqt.audio.AudioStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class FileBatchTest {
    private final AtomicInteger running = new AtomicInteger();
    private final AtomicInteger most = new AtomicInteger();

    @Test
    void deliversInOrderAndKeepsEachError() {
        List<FileResult> results = new ArrayList<>();
        FileBatch.classifying(new SlowModel(), 3).run(files(40), results::add);

        assertThat(results).extracting(FileResult::file).containsExactlyElementsOf(files(40));
        assertThat(results)
                .filteredOn(FileResult.Failed.class::isInstance)
                .extracting(result -> result.file().toString())
                .containsExactly("7", "17", "27", "37");
        assertThat(((FileResult.Failed) results.get(7)).error()).hasMessage("no 7");
        assertThat(((FileResult.Failed) results.get(17)).error()).isInstanceOf(FileNotFoundException.class);
    }

    @Test
    void runsNoMoreAtATimeThanAllowed() {
        FileBatch.classifying(new SlowModel(), 3).run(files(30), result -> {});

        assertThat(most.get()).isLessThanOrEqualTo(3);
    }

    @Test
    void readsTheListOfFilesNoFasterThanItDelivers() {
        AtomicInteger taken = new AtomicInteger();
        AtomicInteger delivered = new AtomicInteger();
        Iterable<Path> endless = () ->
                Stream.generate(() -> Path.of("x" + taken.getAndIncrement())).iterator();

        assertThatThrownBy(() -> FileBatch.classifying(new SlowModel(), 2).run(endless, result -> {
                    assertThat(taken.get() - delivered.getAndIncrement()).isLessThanOrEqualTo(3);
                    if (delivered.get() == 50) {
                        throw new IllegalStateException("enough");
                    }
                }))
                .hasMessage("enough");
        assertThat(delivered).hasValue(50);
    }

    @Test
    void leavesNoThreadBehind() {
        SlowModel model = new SlowModel();
        FileBatch.classifying(model, 4).run(files(8), result -> {});
        assertThatThrownBy(() -> FileBatch.classifying(model, 4).run(files(8), result -> {
                    throw new IllegalStateException("stop");
                }))
                .hasMessage("stop");

        assertThat(Thread.getAllStackTraces().keySet())
                .noneMatch(thread -> thread.getName().startsWith("ccmusic-files"));
    }

    @Test
    void stopsWhenInterrupted() {
        Thread.currentThread().interrupt();
        try {
            assertThatThrownBy(() -> FileBatch.classifying(new SlowModel(), 2).run(files(8), result -> {}))
                    .isInstanceOf(java.util.concurrent.CancellationException.class);
        } finally {
            assertThat(Thread.interrupted()).isTrue();
        }
    }

    private static List<Path> files(int count) {
        return IntStream.range(0, count).mapToObj(i -> Path.of("" + i)).toList();
    }

    /** Takes longer for some files than for others, and fails for those that end in 7. */
    private final class SlowModel implements GenreModel {
        private static final ModelIdentity IDENTITY = new ModelIdentity("slow", "0", "none", "00");

        @Override
        public ModelInfo info() {
            return ModelInfo.of(IDENTITY, List.of());
        }

        @Override
        public GenrePrediction classify(Path file) throws IOException {
            most.accumulateAndGet(running.incrementAndGet(), Math::max);
            try {
                Thread.sleep(file.toString().length() % 3);
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            } finally {
                running.decrementAndGet();
            }
            if (file.toString().equals("7")) {
                throw new IllegalStateException("no 7");
            }
            if (file.toString().endsWith("7")) {
                throw new FileNotFoundException(file.toString());
            }
            return new GenrePrediction(
                    Optional.of(file),
                    IDENTITY,
                    List.of(new GenreProbability(new Genre("a", Map.of()), 1)),
                    true,
                    List.of(),
                    List.of(),
                    Timings.NONE);
        }

        @Override
        public GenrePrediction classify(AudioStream audio) {
            throw new AssertionError("only files are asked for");
        }

        @Override
        public void close() {}
    }
}
