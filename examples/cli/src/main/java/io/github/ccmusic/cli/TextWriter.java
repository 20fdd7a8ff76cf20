package io.github.ccmusic.cli;

import io.github.ccmusic.AudioWarning;
import io.github.ccmusic.FileResult;
import io.github.ccmusic.GenrePrediction;
import io.github.ccmusic.GenreProbability;
import io.github.ccmusic.SlicePrediction;
import java.io.PrintWriter;
import java.util.Locale;

/** For eyes: a paragraph for each file, with a bar for each genre. Names come last, for Chinese ones are wider than they count. */
final class TextWriter implements ResultWriter {
    private static final int BAR_CELLS = 24;

    private final PrintWriter out;
    private final OutputFormat.View view;

    TextWriter(PrintWriter out, OutputFormat.View view) {
        this.out = out;
        this.view = view;
    }

    @Override
    public void write(FileResult result) {
        if (result instanceof FileResult.Classified answer) {
            out.println(answer.file());
            paragraph(answer.prediction());
            out.flush();
        }
    }

    private void paragraph(GenrePrediction prediction) {
        for (GenreProbability entry : prediction.top(view.topK())) {
            out.println("  " + percent(entry) + "  " + bar(entry.probability()) + "  " + name(entry));
        }
        if (view.windows()) {
            for (SlicePrediction slice : prediction.slices()) {
                GenreProbability best = slice.genres().get(0);
                out.println(String.format(
                        Locale.ROOT,
                        "  %6.1f – %.1f s  %s  %s",
                        slice.startSeconds(),
                        slice.endSeconds(),
                        percent(best),
                        name(best)));
            }
        }
        for (AudioWarning warning : prediction.warnings()) {
            out.println("  note: " + warning.detail());
        }
    }

    private String name(GenreProbability entry) {
        return entry.genre().displayName(view.locale());
    }

    private static String percent(GenreProbability entry) {
        return String.format(Locale.ROOT, "%5.1f %%", 100 * entry.probability());
    }

    private static String bar(double probability) {
        int cells = (int) Math.round(BAR_CELLS * probability);
        return "█".repeat(cells) + "·".repeat(BAR_CELLS - cells);
    }

    @Override
    public void close() {
        out.flush();
    }
}
