package io.github.ccmusic.serving;

import java.io.IOException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** A switch that did not succeed; unless the message says otherwise, the model that was active still answers. */
public final class SwitchException extends IOException {
    private final transient SwitchReport report;

    SwitchException(SwitchReport report, @Nullable Throwable cause) {
        super(
                "switch to '" + report.to() + "' " + report.outcome().name().toLowerCase(Locale.ROOT)
                        + report.problem().map(why -> ": " + why).orElse(""),
                cause);
        this.report = report;
    }

    /** What was done, up to the failure. */
    public SwitchReport report() {
        return report;
    }
}
