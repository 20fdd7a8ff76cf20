package io.github.ccmusic.cli;

import io.github.ccmusic.FileResult;
import java.io.PrintWriter;

/** An array of objects, one a line, so that each is there as soon as it is known. */
final class JsonWriter implements ResultWriter {
    private final PrintWriter out;
    private final OutputFormat.View view;
    private String separator = "";

    JsonWriter(PrintWriter out, OutputFormat.View view) {
        this.out = out;
        this.view = view;
        out.print("[");
    }

    @Override
    public void write(FileResult result) {
        out.println(separator);
        out.print(json(result));
        out.flush();
        separator = ",";
    }

    private String json(FileResult result) {
        if (result instanceof FileResult.Classified answer && !view.windows()) {
            return answer.prediction().toShortJson();
        }
        return result.toJson();
    }

    @Override
    public void close() {
        out.println();
        out.println("]");
        out.flush();
    }
}
