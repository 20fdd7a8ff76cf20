package io.github.ccmusic.serving;

import io.github.ccmusic.ModelTrial;
import io.github.ccmusic.TrialReport;
import io.github.ccmusic.selfcheck.SelfCheckException;
import java.io.IOException;
import java.nio.file.Path;

/** Has each model tried in a process of its own before it is loaded in this one. The report is that of the trial. */
record TriedSource(ModelSource source, ModelTrial trial) implements ModelSource {
    @Override
    public Loaded load(Path path) throws IOException {
        TrialReport report = trial.check(path);
        if (!report.passed()) {
            throw SelfCheckException.of(report.selfCheck());
        }
        return new Loaded(source.load(path).model(), report.selfCheck());
    }
}
