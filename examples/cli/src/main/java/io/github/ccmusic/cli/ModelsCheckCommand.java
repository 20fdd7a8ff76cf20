package io.github.ccmusic.cli;

import io.github.ccmusic.selfcheck.SelfCheckException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "check",
        description = "Loads each model, runs its self-check, and prints what was found.",
        mixinStandardHelpOptions = true)
@SuppressWarnings("NullAway.Init") // picocli fills the fields
final class ModelsCheckCommand implements Callable<Integer> {
    @Parameters(arity = "1..*", paramLabel = "DIR", description = "Model directories, or the checkpoints in them.")
    private List<Path> models;

    @Mixin
    private CheckOption check;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        int exitCode = ExitCode.OK;
        for (Path model : models) {
            if (!check(model)) {
                exitCode = ExitCode.SOFTWARE;
            }
        }
        return exitCode;
    }

    private boolean check(Path model) {
        PrintWriter out = spec.commandLine().getOut();
        PrintWriter err = spec.commandLine().getErr();
        try {
            CheckOption.Passed passed = check.check(model);
            out.println(passed.report());
            passed.warnings().forEach(warning -> out.println("  note: " + warning));
            return true;
        } catch (SelfCheckException e) {
            out.println(e.report());
            err.println("ccmusic: " + FailureMessage.of(e));
            return false;
        } catch (IOException e) {
            err.println("ccmusic: " + FailureMessage.of(e));
            return false;
        }
    }
}
