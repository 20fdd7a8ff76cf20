package io.github.ccmusic.cli;

import io.github.ccmusic.FileResult;

/** Writes what became of each file, one after the other. Failures are named on stderr besides, by the command. */
interface ResultWriter extends AutoCloseable {

    void write(FileResult result);

    /** Ends the document; the stream stays open. */
    @Override
    void close();
}
