package io.github.ccmusic.selfcheck;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How much memory a process holds, weights outside of the Java heap included, as Linux counts it; empty on other systems. */
public final class ResidentMemory {
    private static final Path OWN = Path.of("/proc/self/status");
    private static final Pattern NOW = Pattern.compile("VmRSS:\\s*(\\d+) kB");
    private static final Pattern PEAK = Pattern.compile("VmHWM:\\s*(\\d+) kB");

    private ResidentMemory() {}

    /** What this process holds, in bytes. */
    public static OptionalLong bytes() {
        return read(OWN, NOW);
    }

    /** The most that this process ever held, in bytes. */
    public static OptionalLong peakBytes() {
        return read(OWN, PEAK);
    }

    /** What another process of this user holds, in bytes; empty too once it is gone. */
    public static OptionalLong of(long pid) {
        return read(Path.of("/proc", Long.toString(pid), "status"), NOW);
    }

    private static OptionalLong read(Path status, Pattern figure) {
        if (!Files.isReadable(status)) {
            return OptionalLong.empty();
        }
        try {
            Matcher matcher = figure.matcher(Files.readString(status));
            return matcher.find() ? OptionalLong.of(1024 * Long.parseLong(matcher.group(1))) : OptionalLong.empty();
        } catch (IOException e) {
            return OptionalLong.empty();
        }
    }
}
