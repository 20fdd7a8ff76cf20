package io.github.ccmusic.cli;

import java.io.IOException;
import java.util.List;

/** Writes vectors, one a row, each under labels that say what it is of. */
interface EmbeddingWriter extends AutoCloseable {

    /** Writes one row; all are of the same length. */
    void row(List<String> labels, float[] vector) throws IOException;

    /** Ends the document; a file of no rows is not written. */
    void finish() throws IOException;

    /** Without {@link #finish}, nothing of a file is left behind. */
    @Override
    void close() throws IOException;
}
