package io.github.ccmusic.process;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a process died of, in words: from its exit code, and from what it said last. */
final class Obituary {
    /** The first lines that HotSpot writes of a crash, and the frame that it happened in. */
    private static final Pattern SIGNAL = Pattern.compile("#\\s+((?:SIG[A-Z]+|EXCEPTION_[A-Z_]+) \\(0x[0-9a-f]+\\))");

    private static final Pattern FRAME = Pattern.compile("# Problematic frame:\\n#\\s*(.*)");
    private static final Pattern NO_MEMORY = Pattern.compile("# There is insufficient memory.*");

    /** The exit code of a JVM that ran with {@code -XX:+ExitOnOutOfMemoryError}. */
    private static final int OUT_OF_HEAP = 3;

    /** A shell's and the JDK's way to say which signal it was. */
    private static final int SIGNALLED = 128;

    private static final int QUOTED_LINES = 3;
    private static final int QUOTED_CHARS = 300;

    private Obituary() {}

    /** A clause that continues "the worker process". */
    static String of(Process dead, String words, WorkerSpec spec) {
        if (dead.isAlive()) {
            return "was ended";
        }
        int code = dead.exitValue();
        Matcher signal = SIGNAL.matcher(words);
        if (signal.find()) {
            Matcher frame = FRAME.matcher(words);
            return "crashed with " + signal.group(1)
                    + (frame.find() ? " in " + frame.group(1).strip().replaceAll("\\s+", " ") : "");
        }
        if (NO_MEMORY.matcher(words).find()) {
            return "found no memory left on this machine";
        }
        if (code == OUT_OF_HEAP && words.contains("java.lang.OutOfMemoryError")) {
            return "ran out of its Java heap of " + (spec.heapBytes() >> 20) + " MiB";
        }
        return manner(code) + quote(words);
    }

    private static String manner(int code) {
        return switch (code - SIGNALLED) {
            case 6 -> "aborted (exit code 134, SIGABRT)";
            case 7, 10 -> "crashed (exit code " + code + ", SIGBUS)";
            case 8 -> "crashed (exit code 136, SIGFPE)";
            case 9 -> "was killed (exit code 137, SIGKILL), as a system does that has no memory left";
            case 11 -> "crashed (exit code 139, SIGSEGV)";
            case 15 -> "was terminated (exit code 143, SIGTERM)";
            default -> "ended with exit code " + code;
        };
    }

    private static String quote(String words) {
        List<String> lines =
                words.lines().map(String::strip).filter(line -> !line.isEmpty()).toList();
        String last = String.join(" / ", lines.subList(Math.max(0, lines.size() - QUOTED_LINES), lines.size()));
        String end = last.length() > QUOTED_CHARS ? "…" + last.substring(last.length() - QUOTED_CHARS) : last;
        return end.isEmpty() ? "" : "; its last words: " + end;
    }
}
