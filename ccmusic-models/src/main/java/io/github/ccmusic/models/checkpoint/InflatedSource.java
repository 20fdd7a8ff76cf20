package io.github.ccmusic.models.checkpoint;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * A deflated entry of a zip archive, unpacked when it is first read.
 *
 * <p>A deflated stream has no positions to read from, so it goes to a temporary file.
 */
final class InflatedSource implements ByteSource {

    private static final int BUFFER_BYTES = 1 << 16;

    private final Path file;
    private final String name;
    private final ByteSource deflated;
    private final long size;
    private final Spool spool;
    private long start = -1;

    InflatedSource(Path file, String name, ByteSource deflated, long size, Spool spool) {
        this.file = file;
        this.name = name;
        this.deflated = deflated;
        this.size = size;
        this.spool = spool;
    }

    @Override
    public long size() {
        return size;
    }

    @Override
    public void read(long position, ByteBuffer destination) throws IOException {
        spool.read(unpacked() + position, destination);
    }

    private synchronized long unpacked() throws IOException {
        if (start < 0) {
            start = spool.append(this::inflate);
        }
        return start;
    }

    private void inflate(Spool.Sink sink) throws IOException {
        ByteBuffer in = ByteBuffer.allocate(BUFFER_BYTES).limit(0);
        ByteBuffer out = ByteBuffer.allocate(BUFFER_BYTES);
        Inflater inflater = new Inflater(true);
        try {
            long read = 0;
            long written = 0;
            while (!inflater.finished()) {
                if (inflater.needsInput() && read < deflated.size()) {
                    in.clear().limit((int) Math.min(BUFFER_BYTES, deflated.size() - read));
                    deflated.read(read, in);
                    read += in.flip().remaining();
                    inflater.setInput(in);
                }
                int n = inflater.inflate(out.clear());
                written += n;
                if (written > size || (n == 0 && !inflater.finished() && read == deflated.size())) {
                    break;
                }
                sink.take(out.flip());
            }
            if (written != size || !inflater.finished()) {
                throw new CheckpointException(
                        file, "'" + name + "' does not unpack to the " + size + " bytes that the archive says");
            }
        } catch (DataFormatException e) {
            throw new CheckpointException(file, "'" + name + "' cannot be unpacked: " + e.getMessage());
        } finally {
            inflater.end();
        }
    }
}
