package io.github.ccmusic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.ccmusic.cqt.audio.AudioClip;
import io.github.ccmusic.cqt.audio.AudioStream;
import io.github.ccmusic.modeldir.ModelDirectory;
import io.github.ccmusic.selfcheck.SelfCheckLevel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Sections of recordings, and streams judged slice by slice, with the real front end and a network that looks at every pixel. */
class SectionTest {
    private static final int RATE = 22_050;
    private static final float[] MINUTE = RealModels.noise(1, 60).samples();

    @TempDir
    Path temp;

    private Path directory;
    private Path song;
    private GenreModel model;

    @BeforeEach
    void aModel() throws IOException {
        directory = Files.createDirectory(temp.resolve("fake_cqt"));
        Files.write(directory.resolve("save.pt"), new byte[] {1, 2, 3});
        song = Wav.write(temp.resolve("song.wav"), MINUTE, RATE);
        model = load("{}");
    }

    @AfterEach
    void close() {
        model.close();
    }

    @Test
    void aSectionIsJudgedAsItsSamplesAre() throws IOException {
        GenrePrediction section = model.classify(song, Duration.ofSeconds(10), Duration.ofMillis(25_500));
        GenrePrediction samples =
                model.classify(Arrays.copyOfRange(MINUTE, 10 * RATE, 10 * RATE + 25 * RATE + RATE / 2), RATE);

        assertThat(section).isEqualTo(samples.of(song));
        assertThat(section.slices()).hasSize(2);
        assertThat(model.embed(song, Duration.ofSeconds(10), Duration.ofMillis(25_500))
                        .slices())
                .isEqualTo(model.embed(Arrays.copyOfRange(MINUTE, 10 * RATE, 10 * RATE + 25 * RATE + RATE / 2), RATE)
                        .slices());
    }

    @Test
    void aSectionEndsWithTheRecording() throws IOException {
        assertThat(model.classify(song, Duration.ZERO, Duration.ofSeconds(Long.MAX_VALUE)))
                .isEqualTo(model.classify(song));
        assertThat(model.classify(song, Duration.ofSeconds(40), Duration.ofHours(1))
                        .slices())
                .hasSize(1);
    }

    @Test
    void aSectionBehindTheEndIsAnErrorThatTellsBothTimes() {
        assertThatThrownBy(() -> model.classify(song, Duration.ofSeconds(75), Duration.ofSeconds(30)))
                .isInstanceOf(IOException.class)
                .hasMessage(song + ": the recording ends after 60.0 s, before the section that begins at 75.0 s");
    }

    @Test
    void aSectionHasALengthAndDoesNotBeginBeforeTheRecording() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> model.classify(song, Duration.ofSeconds(-1), Duration.ofSeconds(30)))
                .withMessage("from must not be negative: PT-1S");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> model.embed(song, Duration.ZERO, Duration.ZERO))
                .withMessage("length must be positive: PT0S");
    }

    @Test
    void whatComesAfterASectionIsNotRead() throws IOException {
        long[] read = {0};
        AudioStream counted = counted(read, Long.MAX_VALUE);
        try (Section section = new Section(counted, Duration.ofSeconds(3), Duration.ofSeconds(2))) {
            assertThat(section.readFully().samples()).hasSize(2 * RATE);
        }
        assertThat(read[0]).isEqualTo(5L * RATE);
    }

    @Test
    void eachSliceOfAStreamIsJudgedAsAClipOfItsOwn() throws IOException {
        List<SlicePrediction> slices = new ArrayList<>();
        model.classify(AudioStream.of(AudioClip.of(MINUTE, RATE)), slices::add);

        assertThat(slices).hasSize(5);
        for (int i = 0; i < 5; i++) {
            int start = Math.toIntExact(Math.round(i * 11.4 * RATE));
            float[] samples = Arrays.copyOfRange(MINUTE, start, start + (int) Math.ceil(11.4 * RATE));
            SlicePrediction slice = slices.get(i);
            assertThat(slice.startSeconds()).isEqualTo(start / (double) RATE);
            assertThat(slice.genres())
                    .isEqualTo(model.classify(samples, RATE).slices().get(0).genres());
        }
    }

    @Test
    void slicesOverlapAndLeaveGapsAsTheModelSays() throws IOException {
        assertThat(starts("{\"slice_hop_seconds\": 5.7}", 30)).containsExactly(0.0, 5.7, 11.4, 17.1);
        assertThat(starts("{\"slice_seconds\": 2, \"slice_hop_seconds\": 10, \"max_slices\": 1}", 32))
                .containsExactly(0.0, 10.0, 20.0, 30.0);
        assertThat(starts("{\"slice_seconds\": 2, \"slice_hop_seconds\": 10}", 31))
                .containsExactly(0.0, 10.0, 20.0);
    }

    @Test
    void aStreamShorterThanASliceIsJudgedAsAShortClipIs() throws IOException {
        assertThat(starts("{}", 5)).containsExactly(0.0);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> starts("{\"short_clip\": \"reject\"}", 5))
                .withMessageContaining("too short for this model");
        assertThatIllegalArgumentException().isThrownBy(() -> starts("{}", 0)).withMessageContaining("no samples");
    }

    @Test
    void anEndlessStreamIsAnsweredAsItGoesAndEndsWithTheConsumer() {
        long[] read = {0};
        List<Long> readAtAnswer = new ArrayList<>();
        AudioStream endless = counted(read, Long.MAX_VALUE);

        assertThatThrownBy(() -> model.classify(endless, slice -> {
                    readAtAnswer.add(read[0]);
                    if (readAtAnswer.size() == 3) {
                        throw new IllegalStateException("heard enough");
                    }
                }))
                .hasMessage("heard enough");
        int slice = (int) Math.ceil(11.4 * RATE);
        assertThat(readAtAnswer.get(0)).isEqualTo(slice);
        assertThat(readAtAnswer.get(2)).isEqualTo(Math.round(2 * 11.4 * RATE) + slice);
    }

    @Test
    void aModelThatIsClosedMeanwhileEndsAnEndlessStream() {
        AudioStream endless = counted(new long[1], Long.MAX_VALUE);

        assertThatThrownBy(() -> model.classify(endless, slice -> model.close()))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("model fake_cqt is closed");
    }

    private List<Double> starts(String config, int seconds) throws IOException {
        List<Double> starts = new ArrayList<>();
        try (GenreModel configured = load(config)) {
            AudioStream audio = AudioStream.of(RealModels.noise(2, seconds));
            configured.classify(audio, slice -> starts.add(slice.startSeconds()));
        }
        return starts;
    }

    /** Noise, with a count of the samples read. */
    private static AudioStream counted(long[] read, long length) {
        return new AudioStream() {
            @Override
            public int sampleRateHz() {
                return RATE;
            }

            @Override
            public int read(float[] buffer, int offset, int wanted) {
                int n = (int) Math.min(Math.min(wanted, 1000), length - read[0]);
                for (int i = 0; i < n; i++) {
                    buffer[offset + i] = MINUTE[(int) ((read[0] + i) % MINUTE.length)];
                }
                read[0] += n;
                return n;
            }

            @Override
            public void close() {}
        };
    }

    private GenreModel load(String config) throws IOException {
        Files.writeString(directory.resolve("config.json"), config);
        ClassifierOptions options =
                ClassifierOptions.builder().selfCheck(SelfCheckLevel.WEIGHTS).build();
        FakeNetwork network = new FakeNetwork(224, 3, picture -> {
            float[] logits = new float[3];
            for (int i = 0; i < picture.length; i++) {
                logits[i / (224 * 224)] += picture[i] / 5000;
            }
            return logits;
        });
        return new ModelLoader(ModelDirectory.open(directory), options, (model, settings) -> network).load();
    }
}
