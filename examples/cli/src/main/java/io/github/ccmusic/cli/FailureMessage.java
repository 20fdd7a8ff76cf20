package io.github.ccmusic.cli;

import io.github.ccmusic.FileResult;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.NoSuchFileException;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.ParseResult;

/** What a user reads of an exception: its sentence where it was written for him, the stack trace where it is a bug. */
final class FailureMessage implements IExecutionExceptionHandler {

    @Override
    public int handleExecutionException(Exception failure, CommandLine command, ParseResult parsed) {
        PrintWriter err = command.getErr();
        if (isExpected(failure)) {
            err.println("ccmusic: " + of(failure));
        } else {
            failure.printStackTrace(err);
        }
        err.flush();
        return ExitCode.SOFTWARE;
    }

    static String of(Throwable failure) {
        if (failure instanceof NoSuchFileException missing && missing.getReason() == null) {
            return missing.getFile() + ": no such file";
        }
        String message = failure.getMessage();
        return message == null || message.isBlank() ? failure.toString() : message;
    }

    /** Names the file, once. */
    static String of(FileResult.Failed failure) {
        String file = failure.file().toString();
        String message = of(failure.error());
        return message.startsWith(file) ? message : file + ": " + message;
    }

    /** Names each file that failed, and returns the exit code that this makes. */
    static int print(List<FileResult.Failed> failed, PrintWriter err) {
        failed.forEach(failure -> err.println("ccmusic: " + of(failure)));
        return failed.isEmpty() ? ExitCode.OK : ExitCode.SOFTWARE;
    }

    private static boolean isExpected(Exception failure) {
        return failure instanceof IOException
                || failure instanceof IllegalArgumentException
                || failure instanceof IllegalStateException;
    }
}
