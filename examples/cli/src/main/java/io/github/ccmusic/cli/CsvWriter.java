package io.github.ccmusic.cli;

import io.github.ccmusic.FileResult;
import io.github.ccmusic.GenreProbability;
import io.github.ccmusic.SlicePrediction;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;

/**
 * One row for each genre of each file. The columns never change: the rows
 * of a whole file have no times, those of its slices have, and a file that failed has one row with nothing but its error.
 */
final class CsvWriter implements ResultWriter {
    private final PrintWriter out;
    private final OutputFormat.View view;

    CsvWriter(PrintWriter out, OutputFormat.View view) {
        this.out = out;
        this.view = view;
        row("file", "start_s", "end_s", "rank", "genre", "name", "probability", "error");
    }

    @Override
    public void write(FileResult result) {
        String file = result.file().toString();
        if (result instanceof FileResult.Classified answer) {
            genres(file, "", "", answer.prediction().genres());
            if (view.windows()) {
                for (SlicePrediction slice : answer.prediction().slices()) {
                    genres(file, Csv.seconds(slice.startSeconds()), Csv.seconds(slice.endSeconds()), slice.genres());
                }
            }
        } else if (result instanceof FileResult.Failed failure) {
            row(file, "", "", "", "", "", "", FailureMessage.of(failure.error()));
        }
        out.flush();
    }

    private void genres(String file, String start, String end, List<GenreProbability> genres) {
        for (int i = 0; i < Math.min(view.topK(), genres.size()); i++) {
            GenreProbability entry = genres.get(i);
            row(
                    file,
                    start,
                    end,
                    String.valueOf(i + 1),
                    entry.genre().id(),
                    entry.genre().displayName(view.locale()),
                    String.format(Locale.ROOT, "%.6f", entry.probability()),
                    "");
        }
    }

    private void row(String... cells) {
        out.println(Csv.line(cells));
    }

    @Override
    public void close() {
        out.flush();
    }
}
