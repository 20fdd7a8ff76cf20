package io.github.ccmusic.process;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * What goes through the pipe between a worker and whoever started it: a mark, a kind, a length, and so many bytes.
 *
 * <p>The mark tells a frame from whatever native code may print to the stdout that it shares with the frames.
 *
 * @param content its bytes; whoever has the frame owns them
 */
record Frame(Kind kind, ByteBuffer content) {
    private static final int MARK = 0xCC_5E_1F_0A;

    /** More than a worker has to say, and little enough to be held. */
    static final int MAX_BYTES = 1 << 22;

    /** What the JDK moves between a pipe and the heap without memory of its own for it. */
    private static final int CHUNK_BYTES = 1 << 13;

    enum Kind {
        /** The child's first word: it has started. */
        READY('!'),
        REQUEST('?'),
        ANSWER('='),
        /** The work threw; the content is its message. */
        FAILURE('x');

        private final byte letter;

        Kind(char letter) {
            this.letter = (byte) letter;
        }

        private static Kind of(byte letter) throws BreachException {
            for (Kind kind : values()) {
                if (kind.letter == letter) {
                    return kind;
                }
            }
            throw new BreachException("wrote a frame of kind " + letter);
        }
    }

    /** Bytes that are no frame, or not one that is due. */
    static final class BreachException extends IOException {
        private static final long serialVersionUID = 1;

        private final byte[] bytes;

        BreachException(String problem, byte... bytes) {
            super(problem);
            this.bytes = bytes.clone();
        }

        /** What was read in the place of a frame. */
        byte[] bytes() {
            return bytes.clone();
        }
    }

    Frame {
        if (content.remaining() > MAX_BYTES) {
            throw new IllegalArgumentException(
                    "a frame of " + content.remaining() + " bytes; at most " + MAX_BYTES + " are allowed");
        }
    }

    static Frame failure(String message) {
        byte[] bytes =
                message.substring(0, Math.min(message.length(), MAX_BYTES / 8)).getBytes(StandardCharsets.UTF_8);
        return new Frame(Kind.FAILURE, ByteBuffer.wrap(bytes));
    }

    String text() {
        return StandardCharsets.UTF_8.decode(content.duplicate()).toString();
    }

    void write(DataOutputStream out) throws IOException {
        ByteBuffer bytes = content.duplicate();
        out.writeInt(MARK);
        out.writeByte(kind.letter);
        out.writeInt(bytes.remaining());
        while (bytes.hasRemaining()) {
            int n = Math.min(bytes.remaining(), CHUNK_BYTES);
            out.write(bytes.array(), bytes.arrayOffset() + bytes.position(), n);
            bytes.position(bytes.position() + n);
        }
        out.flush();
    }

    /**
     * Reads the next frame.
     *
     * @throws java.io.EOFException if there is none, or it is cut short
     * @throws BreachException if the bytes are no frame, or one that is too long
     */
    static Frame read(DataInputStream in) throws IOException {
        int mark = in.readInt();
        if (mark != MARK) {
            byte[] found = ByteBuffer.allocate(Integer.BYTES).putInt(mark).array();
            throw new BreachException("wrote what is no answer to its stdout", found);
        }
        Kind kind = Kind.of(in.readByte());
        int length = in.readInt();
        if (length < 0 || length > MAX_BYTES) {
            throw new BreachException("claimed a frame of " + length + " bytes; at most " + MAX_BYTES + " are allowed");
        }
        byte[] bytes = new byte[length];
        for (int at = 0; at < length; at += CHUNK_BYTES) {
            in.readFully(bytes, at, Math.min(length - at, CHUNK_BYTES));
        }
        return new Frame(kind, ByteBuffer.wrap(bytes));
    }
}
