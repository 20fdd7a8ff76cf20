package io.github.ccmusic.cli;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;

/** The labels and the numbers of each row, each number in as many digits as tell it from its neighbours. */
final class CsvEmbeddings implements EmbeddingWriter {
    private final PrintWriter out;
    private final List<String> columns;
    private boolean begun;

    CsvEmbeddings(PrintWriter out, List<String> columns) {
        this.out = out;
        this.columns = columns;
    }

    @Override
    public void row(List<String> labels, float[] vector) {
        if (!begun) {
            List<String> header = new ArrayList<>(columns);
            for (int i = 0; i < vector.length; i++) {
                header.add("e" + i);
            }
            out.println(Csv.line(header));
            begun = true;
        }
        List<String> cells = new ArrayList<>(labels);
        for (float number : vector) {
            cells.add(Float.toString(number));
        }
        out.println(Csv.line(cells));
    }

    @Override
    public void finish() {
        out.flush();
    }

    @Override
    public void close() {}
}
