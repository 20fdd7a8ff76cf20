package io.github.ccmusic.serving;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ccmusic.models.checkpoint.CheckpointFormat;
import io.github.ccmusic.models.checkpoint.StateDict;
import io.github.ccmusic.models.checkpoint.TensorData;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A router that follows what other processes do to its directory. */
class WatchTest {
    private static final Duration INTERVAL = Duration.ofMillis(20);

    @TempDir
    Path models;

    private final FakeModels fakes = new FakeModels();
    private final List<String> discovered = new CopyOnWriteArrayList<>();
    private final List<String> failures = new CopyOnWriteArrayList<>();
    private Path pointer;
    private GenreRouter router;

    @BeforeEach
    void aWatchingRouter() throws IOException {
        FakeModels.directory(models, "a");
        FakeModels.directory(models, "b");
        pointer = models.resolve(ModelPointer.FILE_NAME);
        RouterBuilder builder = GenreRouter.builder(models)
                .initial("a")
                .watchInterval(INTERVAL)
                .listener(new RouterListener() {
                    @Override
                    public void discovered(AvailableModel model) {
                        discovered.add(model.name());
                    }

                    @Override
                    public void switched(SwitchReport report) {
                        report.problem().ifPresent(failures::add);
                    }
                });
        builder.source = fakes;
        builder.environment = Optional.empty();
        router = builder.open();
        router.watch();
        router.watch();
    }

    @AfterEach
    void nothingIsLeft() {
        router.close();
        assertThat(fakes.open).hasValue(0);
        assertThat(Thread.getAllStackTraces().keySet())
                .noneMatch(thread -> thread.getName().startsWith("ccmusic"));
    }

    @Test
    void switchesWhenAnotherProcessMovesThePointer() throws IOException {
        ModelPointer.read(pointer).orElseThrow().to("b").write(pointer);
        Await.until(() -> router.active().equals("b"));
        ModelPointer.read(pointer).orElseThrow().back().write(pointer);
        Await.until(() -> router.active().equals("a"));
    }

    @Test
    void triesABadPointerOnceAndAgainWhenTheModelHasChanged() throws IOException {
        fakes.onLoad.put("b", () -> {
            throw new IOException("damaged");
        });
        ModelPointer.read(pointer).orElseThrow().to("b").write(pointer);
        Await.until(() -> failures.size() == 1);
        Await.sleep(10 * INTERVAL.toMillis());
        assertThat(failures).containsExactly("damaged");
        assertThat(router.active()).isEqualTo("a");

        fakes.onLoad.remove("b");
        Files.write(models.resolve("b/save.pt"), new byte[10]);
        Await.until(() -> router.active().equals("b"));
    }

    @Test
    void goesOnWatchingWhenThePointerIsGarbage() throws IOException {
        Files.writeString(pointer, "{\"act");
        Await.sleep(5 * INTERVAL.toMillis());
        assertThat(router.active()).isEqualTo("a");
        ModelPointer.first("b").write(pointer);
        Await.until(() -> router.active().equals("b"));
    }

    @Test
    void findsAModelThatAppearsWholeByARename() throws IOException {
        Path part = Files.createDirectory(models.resolve("new.part"));
        checkpoint(part.resolve("save.pt"));
        Files.writeString(part.resolve("config.json"), "{\"arch\": \"resnet18\"}");
        Await.sleep(5 * INTERVAL.toMillis());
        assertThat(discovered).isEmpty();
        Files.move(part, models.resolve("new"));
        Await.until(() -> discovered.equals(List.of("new")));
    }

    @Test
    void leavesAHalfCopiedCheckpointAloneUntilItIsWhole() throws IOException {
        byte[] whole = Files.readAllBytes(checkpoint(models.resolve("whole.pt")));
        Path directory = Files.createDirectory(models.resolve("slow"));
        Files.writeString(directory.resolve("config.json"), "{\"arch\": \"resnet18\"}");
        Path copy = directory.resolve("save.pt");
        Files.write(copy, Arrays.copyOf(whole, whole.length / 2));
        // The copy stalls: its size and time stand still, but the container has no end.
        Await.sleep(10 * INTERVAL.toMillis());
        assertThat(discovered).isEmpty();
        Files.write(copy, Arrays.copyOfRange(whole, whole.length / 2, whole.length), StandardOpenOption.APPEND);
        Await.until(() -> discovered.equals(List.of("slow")));
    }

    @Test
    void leavesADirectoryAloneAsLongAsItIsMarkedIncomplete() throws IOException {
        Path directory = Files.createDirectory(models.resolve("marked"));
        Path marker = Files.createFile(directory.resolve(".incomplete"));
        Files.writeString(directory.resolve("config.json"), "{\"arch\": \"resnet18\"}");
        checkpoint(directory.resolve("save.pt"));
        Await.sleep(10 * INTERVAL.toMillis());
        assertThat(discovered).isEmpty();
        Files.delete(marker);
        Await.until(() -> discovered.equals(List.of("marked")));
    }

    private static Path checkpoint(Path file) throws IOException {
        CheckpointFormat.TORCH.write(
                StateDict.of(Map.of("weight", TensorData.of(new long[] {1000}, new float[1000]))), file);
        return file;
    }
}
