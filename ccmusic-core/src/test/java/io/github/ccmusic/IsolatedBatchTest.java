package io.github.ccmusic;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ccmusic.cqt.audio.AudioFileException;
import io.github.ccmusic.decoding.AudioDecoding;
import io.github.ccmusic.decoding.DeadlyDecoding;
import io.github.ccmusic.modeldir.ModelDirectory;
import io.github.ccmusic.process.Deaths;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Many recordings through one model, decoded in processes of their own. */
class IsolatedBatchTest {
    private static final Path AUDIO = Path.of("../examples/audio");
    private static final Path MP3 = AUDIO.resolve("bach-prelude-bwv846.mp3");
    private static final Path FLAC = AUDIO.resolve("haydn-emperor-theme.flac");

    @TempDir
    Path folder;

    @Test
    void answersForTheFilesAroundOnesThatKillTheirDecoder() throws IOException {
        Path crashing = DeadlyDecoding.deadly(MP3, folder.resolve("crashing.mp3"), Deaths.SEGV);
        Path halting = DeadlyDecoding.deadly(FLAC, folder.resolve("halting.flac"), Deaths.HALT);

        List<FileResult> results = classify(DeadlyDecoding.isolated(), List.of(MP3, crashing, FLAC, halting, MP3));

        assertThat(results).extracting(FileResult::file).containsExactly(MP3, crashing, FLAC, halting, MP3);
        for (FileResult result : results) {
            if (result.file().equals(crashing) || result.file().equals(halting)) {
                assertThat(((FileResult.Failed) result).error())
                        .isInstanceOf(AudioFileException.class)
                        .hasMessageStartingWith(result.file() + ": cannot be decoded; the process that decoded it ");
            } else {
                assertThat(result).isInstanceOf(FileResult.Classified.class);
            }
        }
    }

    /** 44 bytes that FFmpeg's wrapper dies of, if they reach it. */
    @Test
    void answersForTheFilesAroundAMonkeysAudioHeader() throws IOException {
        Path ape = Shared.file("failing/recordings/ape-header-as.mp3");

        List<FileResult> results = classify(AudioDecoding.isolated(), List.of(MP3, ape, FLAC));

        assertThat(results.get(0)).isInstanceOf(FileResult.Classified.class);
        assertThat(((FileResult.Failed) results.get(1)).error())
                .isInstanceOf(AudioFileException.class)
                .hasMessageContaining("ape-header-as.mp3");
        assertThat(results.get(2)).isInstanceOf(FileResult.Classified.class);
    }

    private List<FileResult> classify(AudioDecoding decoding, List<Path> files) throws IOException {
        Path directory = Files.createDirectories(folder.resolve("fake_cqt"));
        Files.write(directory.resolve("save.pt"), new byte[] {1, 2, 3});
        ClassifierOptions options =
                ClassifierOptions.builder().decoding(decoding).parallelFiles(2).build();
        FakeNetwork network = FakeNetwork.answering(1, 2);
        try (GenreClassifier model =
                new ModelLoader(ModelDirectory.open(directory), options, (where, how) -> network).load()) {
            return model.classifyAll(files);
        } finally {
            assertThat(ProcessHandle.current().children()).isEmpty();
        }
    }
}
