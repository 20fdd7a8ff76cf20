package io.github.ccmusic.selfcheck;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** A model that did not pass its self-check; nothing of it is left in memory. */
public final class SelfCheckException extends IOException {
    private final transient SelfCheckReport report;

    SelfCheckException(SelfCheckReport report, CheckResult.Failed failed, @Nullable Throwable cause) {
        super(report.model() + ": self-check '" + failed.name() + "' failed: " + failed.detail(), cause);
        this.report = report;
    }

    /**
     * An exception for a self-check that another process made.
     *
     * @param report one that did not pass
     */
    public static SelfCheckException of(SelfCheckReport report) {
        CheckResult.Failed failed = report.results().stream()
                .filter(CheckResult.Failed.class::isInstance)
                .map(CheckResult.Failed.class::cast)
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no check failed: " + report));
        return new SelfCheckException(report, failed, null);
    }

    /** What was found, up to the failure. */
    public SelfCheckReport report() {
        return report;
    }
}
