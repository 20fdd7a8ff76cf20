package io.github.ccmusic.cli;

import java.io.PrintWriter;
import me.tongfei.progressbar.DelegatingProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.jspecify.annotations.Nullable;

/** A bar on stderr while many files are on their way, and nothing for a few. Results are printed above it. */
final class Progress implements AutoCloseable {
    private static final int MANY = 4;
    private static final int WIDTH = 79;

    private final PrintWriter err;
    private final @Nullable ProgressBar bar;
    private boolean drawn;

    Progress(String task, int files, PrintWriter err) {
        this.err = err;
        this.bar = files < MANY
                ? null
                : new ProgressBarBuilder()
                        .setTaskName(task)
                        .setInitialMax(files)
                        .setUnit(" files", 1)
                        .setStyle(ProgressBarStyle.ASCII)
                        .setMaxRenderedLength(WIDTH)
                        .setUpdateIntervalMillis(200)
                        .setConsumer(new DelegatingProgressBarConsumer(this::draw, WIDTH))
                        .build();
    }

    /** Counts one file more and prints what came of it. */
    void step(Runnable print) {
        // The bar is drawn by a thread of its own.
        synchronized (this) {
            erase();
            print.run();
        }
        if (bar != null) {
            bar.step();
        }
    }

    private synchronized void draw(String line) {
        err.print("\r" + line);
        err.flush();
        drawn = true;
    }

    private void erase() {
        if (drawn) {
            err.print("\r" + " ".repeat(WIDTH) + "\r");
            err.flush();
            drawn = false;
        }
    }

    @Override
    public void close() {
        if (bar != null) {
            bar.close();
            err.println();
        }
    }
}
