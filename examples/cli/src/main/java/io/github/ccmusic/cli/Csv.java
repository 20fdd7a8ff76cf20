package io.github.ccmusic.cli;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Lines of comma-separated values (RFC 4180, but lines end as the platform's do). */
final class Csv {
    private Csv() {}

    static String line(String... cells) {
        return line(List.of(cells));
    }

    static String line(List<String> cells) {
        return cells.stream().map(Csv::quoted).collect(Collectors.joining(","));
    }

    /** A time, to the millisecond. */
    static String seconds(double seconds) {
        return String.format(Locale.ROOT, "%.3f", seconds);
    }

    private static String quoted(String cell) {
        boolean plain = cell.chars().noneMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r');
        return plain ? cell : '"' + cell.replace("\"", "\"\"") + '"';
    }
}
