package io.github.ccmusic.cli;

import java.io.PrintWriter;
import java.util.Locale;

/** The forms that answers can be written in. */
enum OutputFormat {
    TEXT {
        @Override
        ResultWriter open(PrintWriter out, View view) {
            return new TextWriter(out, view);
        }
    },
    JSON {
        @Override
        ResultWriter open(PrintWriter out, View view) {
            return new JsonWriter(out, view);
        }
    },
    CSV {
        @Override
        ResultWriter open(PrintWriter out, View view) {
            return new CsvWriter(out, view);
        }
    };

    abstract ResultWriter open(PrintWriter out, View view);

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * How much of an answer is shown.
     *
     * @param topK how many genres; JSON always has all
     * @param windows whether the slices are shown too
     * @param locale the language of the genres' names
     */
    record View(int topK, boolean windows, Locale locale) {}
}
