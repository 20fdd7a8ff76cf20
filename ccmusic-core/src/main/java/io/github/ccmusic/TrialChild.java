package io.github.ccmusic;

import io.github.ccmusic.cqt.audio.AudioClip;
import io.github.ccmusic.process.WorkerChild;
import io.github.ccmusic.selfcheck.ResidentMemory;
import io.github.ccmusic.selfcheck.SelfCheckException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;
import java.util.SplittableRandom;

/** The worker that loads a model for a trial. */
final class TrialChild implements WorkerChild.Work {
    private static final int RATE = 22_050;
    private static final int MAX_SECONDS = 120;

    public static void main(String[] args) {
        WorkerChild.serve(new TrialChild());
    }

    @Override
    public ByteBuffer answer(ByteBuffer request) throws IOException {
        return run(TrialRequest.read(request)).bytes();
    }

    private static TrialReport run(TrialRequest asked) throws IOException {
        long start = System.nanoTime();
        try (GenreClassifier model = GenreClassifier.load(asked.model(), asked.options())) {
            Duration loading = since(start);
            var loadedBytes = ResidentMemory.bytes();
            Optional<Duration> answering = Optional.empty();
            if (asked.answering()) {
                AudioClip clip = noise(asked.batch() * model.config().slices().seconds() + 1);
                long asking = System.nanoTime();
                model.classify(clip);
                answering = Optional.of(since(asking));
            }
            return new TrialReport(
                            model.selfCheck(),
                            model.info().warnings(),
                            Optional.of(loading),
                            answering,
                            loadedBytes,
                            ResidentMemory.peakBytes())
                    .withProcess();
        } catch (SelfCheckException e) {
            return TrialReport.died(e.report());
        }
    }

    private static AudioClip noise(double seconds) {
        SplittableRandom random = new SplittableRandom(0);
        float[] noise = new float[(int) (Math.min(seconds, MAX_SECONDS) * RATE)];
        for (int i = 0; i < noise.length; i++) {
            noise[i] = (float) random.nextDouble(-0.5, 0.5);
        }
        return AudioClip.of(noise, RATE);
    }

    private static Duration since(long start) {
        return Duration.ofNanos(System.nanoTime() - start);
    }
}
