package io.github.ccmusic.cli;

import java.util.Locale;
import picocli.CommandLine.Option;

/** How a command that tells of models writes. */
@SuppressWarnings("NullAway.Init") // picocli fills the fields
final class ReportFormat {
    private enum Form {
        TEXT,
        JSON;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    @Option(
            names = {"-f", "--format"},
            paramLabel = "FORMAT",
            defaultValue = "text",
            description = "${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
    private Form form;

    boolean isJson() {
        return form == Form.JSON;
    }
}
