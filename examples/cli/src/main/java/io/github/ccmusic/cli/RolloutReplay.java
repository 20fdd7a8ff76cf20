package io.github.ccmusic.cli;

import io.github.ccmusic.FileResult;
import io.github.ccmusic.serving.GenreRouter;
import io.github.ccmusic.serving.Rollout;
import io.github.ccmusic.serving.RolloutStatistics;
import io.github.ccmusic.serving.ShadowPolicy;
import io.github.ccmusic.serving.SwitchException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Sends recordings through a router that tries a candidate, and prints what was seen of it. The active model stays what it is. */
@SuppressWarnings("NullAway.Init") // picocli fills the fields
final class RolloutReplay {
    private static final long GLANCE_MILLIS = 10;

    @Parameters(index = "0", paramLabel = "CANDIDATE", description = "The candidate's directory in DIR.")
    private String candidate;

    @Parameters(
            index = "1..*",
            arity = "1..*",
            paramLabel = "FILE",
            description = "Recordings, or directories of them.")
    private List<Path> paths;

    @Option(
            names = {"-r", "--recursive"},
            description = "Look into the directories below a directory, too.")
    private boolean recursive;

    @Mixin
    private ModelsOption models;

    @Mixin
    private ReportFormat format;

    @Mixin
    private DecodingOption decoding;

    /** Begins to try a candidate; of each recording that may be compared, the policy has it compared. */
    @FunctionalInterface
    interface Start {
        Rollout begin(GenreRouter router, String candidate, ShadowPolicy compareAll) throws SwitchException;
    }

    /** Whether all has been seen that there will be, once so many recordings have been answered. */
    @FunctionalInterface
    interface Settled {
        boolean after(RolloutStatistics seen, int answered);
    }

    int run(CommandLine command, Start start, Settled settled) throws IOException {
        AudioFiles files = AudioFiles.in(paths, recursive);
        String active = models.requirePointer().active();
        List<Path> both =
                List.of(models.named(active).path(), models.named(candidate).path());
        List<FileResult.Failed> failed = new ArrayList<>(files.missed());
        // Over the two alone, so that no pointer file is written.
        try (GenreRouter router = GenreRouter.builder(both)
                .initial(active)
                .classifier(decoding.options())
                .open()) {
            ShadowPolicy compareAll =
                    new ShadowPolicy(1, Math.max(1, files.found().size()), Double.MAX_VALUE);
            Rollout rollout = start.begin(router, candidate, compareAll);
            int answered = 0;
            try (Progress progress = new Progress("classify", files.found().size(), command.getErr())) {
                for (Path file : files.found()) {
                    try {
                        router.withKey(file.toString()).classify(file);
                        answered++;
                    } catch (IOException | RuntimeException e) {
                        failed.add(new FileResult.Failed(file, e));
                    }
                    progress.step(() -> {});
                }
            }
            await(rollout, settled, answered);
            new RolloutReport(active, rollout, answered).print(command.getOut(), format);
            int exitCode = FailureMessage.print(failed, command.getErr());
            return rollout.state() == Rollout.State.RUNNING ? exitCode : ExitCode.SOFTWARE;
        }
    }

    /** Comparing goes on behind the callers' backs. */
    private static void await(Rollout rollout, Settled settled, int answered) throws InterruptedIOException {
        try {
            while (rollout.state() == Rollout.State.RUNNING && !settled.after(rollout.statistics(), answered)) {
                Thread.sleep(GLANCE_MILLIS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted before every recording was compared");
        }
    }
}
