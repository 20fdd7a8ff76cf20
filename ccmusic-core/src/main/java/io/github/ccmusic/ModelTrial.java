package io.github.ccmusic;

import io.github.ccmusic.modeldir.ModelDirectory;
import io.github.ccmusic.process.WorkFailedException;
import io.github.ccmusic.process.Worker;
import io.github.ccmusic.process.WorkerDiedException;
import io.github.ccmusic.process.WorkerSpec;
import io.github.ccmusic.selfcheck.CheckResult;
import io.github.ccmusic.selfcheck.SelfCheckReport;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;

/**
 * Loads a model in a JVM of its own, and tells what came of it. A model that crashes its process, hangs or takes all memory is one that
 * failed its self-check, and this process goes on.
 *
 * <pre>{@code
 * TrialReport report = ModelTrial.with(ClassifierOptions.defaults()).check(Path.of("resnet18_cqt"));
 * }</pre>
 *
 * <p>Immutable. A thread that is interrupted during a trial ends it with an {@code InterruptedIOException}.
 */
public final class ModelTrial {
    private final ClassifierOptions options;
    private final WorkerSpec worker;

    private ModelTrial(ClassifierOptions options, WorkerSpec worker) {
        this.options = options;
        this.worker = worker;
    }

    /**
     * A trial with a time limit of two minutes, in a JVM with as much heap as this one may have.
     *
     * @param options how the model would be loaded here
     * @throws IllegalArgumentException if they hold an architecture or a feature of the caller's own, which another process does not have
     */
    public static ModelTrial with(ClassifierOptions options) {
        return in(WorkerSpec.running(TrialChild.class), options);
    }

    static ModelTrial in(WorkerSpec worker, ClassifierOptions options) {
        if (options.hasOwnParts()) {
            throw new IllegalArgumentException(
                    "a model cannot be tried in a process of its own with an architecture or a"
                            + " feature that was added by the builder: that process does not have it");
        }
        return new ModelTrial(
                options, worker.heapBytes(Runtime.getRuntime().maxMemory()).answerWithin(Duration.ofMinutes(2)));
    }

    /** Another time limit, for all that is done with one model. */
    public ModelTrial within(Duration limit) {
        return new ModelTrial(options, worker.answerWithin(limit));
    }

    /** A limit to the process's resident memory, in units of 10⁶ bytes; none by default, and none where the system does not tell. */
    public ModelTrial memoryLimitMb(double limit) {
        return new ModelTrial(options, worker.residentBytes(OptionalLong.of(Math.round(limit * 1e6))));
    }

    /**
     * Loads and checks a model.
     *
     * @return what was found; its self-check failed if the process died of it, or passed a limit
     * @throws io.github.ccmusic.modeldir.ModelConfigException if config.json is at fault
     * @throws IOException if a file cannot be read, or no process can be started here
     */
    public TrialReport check(Path model) throws IOException {
        return run(model, false);
    }

    /** Loads and checks a model, and has it answer for a clip of noise that fills a batch, to measure what that takes. @see #check */
    public TrialReport measure(Path model) throws IOException {
        return run(model, true);
    }

    private TrialReport run(Path model, boolean answering) throws IOException {
        ModelDirectory directory = ModelDirectory.open(model);
        long start = System.nanoTime();
        try (Worker process = Worker.start(worker)) {
            TrialRequest request = TrialRequest.of(model, options, directory.config(), answering);
            return TrialReport.read(process.ask(request.bytes()));
        } catch (WorkFailedException e) {
            throw new IOException(e.getMessage(), e);
        } catch (WorkerDiedException e) {
            Duration took = Duration.ofNanos(System.nanoTime() - start);
            CheckResult death = new CheckResult.Failed(
                    TrialReport.STEP, "the process that loaded it " + e.manner(), took, OptionalLong.empty());
            return TrialReport.died(new SelfCheckReport(directory.path().toString(), List.of(death)));
        }
    }
}
