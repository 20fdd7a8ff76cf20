package io.github.ccmusic.selfcheck;

import java.io.IOException;

/** A model that did not pass its self-check; nothing of it is left in memory. */
public final class SelfCheckException extends IOException {
    private final transient SelfCheckReport report;

    SelfCheckException(SelfCheckReport report, CheckResult.Failed failed, Throwable cause) {
        super(report.model() + ": self-check '" + failed.name() + "' failed: " + failed.detail(), cause);
        this.report = report;
    }

    /** What was found, up to the failure. */
    public SelfCheckReport report() {
        return report;
    }
}
