package io.github.ccmusic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.ccmusic.cqt.audio.AudioClip;
import io.github.ccmusic.modeldir.ModelDirectory;
import io.github.ccmusic.models.checkpoint.CheckpointFormat;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** A checkpoint that another one of the same size is copied over while it loads, as {@code cp} and {@code docker cp} do. */
class OverwrittenCheckpointTest {
    private static final String ARCH = "squeezenet1_1";

    @TempDir
    Path folder;

    private Path model;
    private Path checkpoint;
    private Path other;

    @BeforeEach
    void twoCheckpoints() throws IOException {
        model = RealModels.write(folder, "model", ARCH);
        checkpoint = model.resolve("save.pt");
        other = folder.resolve("other.pt");
        CheckpointFormat.TORCH.write(RealModels.weights(ARCH, 1.2), other);
        assertThat(Files.size(other)).isEqualTo(Files.size(checkpoint));
    }

    private interface Deed {
        void perform() throws IOException;
    }

    /** Loads the model and, when it is on its way, does something to its checkpoint. */
    private GenreClassifier loadWhile(Deed deed) throws IOException {
        NetworkLoader weights = (directory, options) -> {
            deed.perform();
            return CheckpointNetwork.load(directory, options);
        };
        return new ModelLoader(ModelDirectory.open(model), ClassifierOptions.defaults(), weights).load();
    }

    private void overwrite(byte[] bytes) throws IOException {
        try (FileChannel file = FileChannel.open(checkpoint, StandardOpenOption.WRITE)) {
            file.write(ByteBuffer.wrap(bytes), 0);
        }
    }

    @Test
    void refusesACheckpointThatIsWrittenToWhileItLoads() throws IOException {
        assertThatThrownBy(() ->
                        loadWhile(() -> overwrite(Files.readAllBytes(other))).close())
                .hasMessageContaining("save.pt changed while it was loaded")
                .hasMessageContaining("rename it");

        loadWhile(() -> {}).close();
    }

    @Test
    void refusesACheckpointThatAnotherTakesThePlaceOf() {
        assertThatThrownBy(() -> loadWhile(() -> Files.move(other, checkpoint, StandardCopyOption.ATOMIC_MOVE))
                        .close())
                .hasMessageContaining("changed while it was loaded");
    }

    /** As {@code rsync --inplace --times} does. */
    @Test
    @DisabledOnOs(OS.WINDOWS)
    void refusesACheckpointWhoseTimeWasPutBack() throws IOException {
        FileTime time = Files.getLastModifiedTime(checkpoint);
        assertThatThrownBy(() -> loadWhile(() -> {
                            overwrite(Files.readAllBytes(other));
                            Files.setLastModifiedTime(checkpoint, time);
                        })
                        .close())
                .hasMessageContaining("changed while it was loaded");
    }

    /** For two minutes with {@code -Dccmusic.test.overwrittenLoads=200}. */
    @Test
    void answersUnderTheChecksumOfWhatItReadOrDoesNotLoad() throws Exception {
        int loads = Integer.getInteger("ccmusic.test.overwrittenLoads", 6);
        AudioClip clip = RealModels.noise(1, 12);
        List<byte[]> contents = List.of(Files.readAllBytes(checkpoint), Files.readAllBytes(other));
        Map<String, List<SlicePrediction>> expected = new HashMap<>();
        for (byte[] content : contents) {
            overwrite(content);
            try (GenreClassifier classifier = GenreClassifier.load(model)) {
                expected.put(
                        classifier.info().identity().sha256(),
                        classifier.classify(clip).slices());
            }
        }
        assertThat(expected).hasSize(2);

        AtomicBoolean done = new AtomicBoolean();
        Thread writer = new Thread(() -> {
            RandomGenerator random =
                    RandomGeneratorFactory.of("L64X128MixRandom").create(3);
            for (int i = 0; !done.get(); i++) {
                try {
                    overwrite(contents.get(i % 2));
                    Thread.sleep(random.nextInt(400));
                } catch (IOException | InterruptedException e) {
                    throw new IllegalStateException(e);
                }
            }
        });
        writer.start();
        try {
            for (int i = 0; i < loads; i++) {
                try (GenreClassifier classifier = GenreClassifier.load(model)) {
                    assertThat(classifier.classify(clip).slices())
                            .isEqualTo(expected.get(classifier.info().identity().sha256()));
                } catch (IOException e) {
                    // Refused, which is right.
                    assertThat(e.getMessage()).contains("save.pt");
                }
            }
        } finally {
            done.set(true);
            writer.join();
        }
    }
}
