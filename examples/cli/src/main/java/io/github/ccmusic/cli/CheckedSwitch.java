package io.github.ccmusic.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.ccmusic.selfcheck.CheckResult;
import io.github.ccmusic.selfcheck.SelfCheckException;
import io.github.ccmusic.selfcheck.SelfCheckReport;
import io.github.ccmusic.serving.ModelPointer;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.Optional;
import picocli.CommandLine.ExitCode;

/** Moves the pointer file to a model that has just passed its self-check, and says so. */
record CheckedSwitch(ModelsOption models, CheckOption check, ReportFormat format, PrintWriter out) {

    /**
     * Checks the model, and then moves the pointer unless that was not asked for.
     *
     * @throws IOException if the model cannot be used; what was found of it is printed, and the pointer stays
     */
    int run(Optional<String> from, ModelPointer wanted, boolean checkOnly) throws IOException {
        SelfCheckReport report;
        try {
            report = check.check(models.named(wanted.active()).path()).report();
        } catch (SelfCheckException e) {
            print(from, wanted.active(), "failed", e.report());
            throw e;
        }
        if (!checkOnly) {
            wanted.write(models.pointerFile());
        }
        print(from, wanted.active(), checkOnly ? "checked" : "switched", report);
        return ExitCode.OK;
    }

    private void print(Optional<String> from, String to, String outcome, SelfCheckReport report) {
        if (format.isJson()) {
            ObjectNode root = new ObjectMapper().createObjectNode();
            from.ifPresent(name -> root.put("from", name));
            root.put("to", to).put("outcome", outcome);
            ArrayNode checks = root.putArray("checks");
            for (CheckResult check : report.results()) {
                checks.addObject()
                        .put("name", check.name())
                        .put("verdict", check.verdict())
                        .put("took_ms", check.took().toNanos() / 1e6)
                        .put("detail", check.detail());
            }
            out.println(root);
        } else {
            out.println(report);
            out.println(from.map(name -> name + " → ").orElse("") + to + ": " + outcome);
        }
        out.flush();
    }
}
