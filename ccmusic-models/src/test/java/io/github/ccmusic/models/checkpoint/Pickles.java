package io.github.ccmusic.models.checkpoint;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.function.UnaryOperator;

/** Checkpoints around pickles of one's own making. */
final class Pickles {

    private Pickles() {}

    /** A torch zip with that pickle and one storage {@code 0} of sixteen bytes. */
    static Path zip(Path file, UnaryOperator<PickleWriter> pickle) throws IOException {
        return zip(file, pickle(pickle), new byte[16]);
    }

    static Path zip(Path file, byte[] pickle, byte[] storage) throws IOException {
        try (FileChannel out = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            ZipWriter zip = new ZipWriter(out);
            zip.entry("archive/data.pkl", pickle.length, to -> to.write(ByteBuffer.wrap(pickle)));
            zip.entry("archive/data/0", storage.length, to -> to.write(ByteBuffer.wrap(storage)));
            zip.finish();
        }
        return file;
    }

    /** {@code PROTO 2}, what the caller adds, and {@code STOP}. */
    static byte[] pickle(UnaryOperator<PickleWriter> body) {
        return body.apply(new PickleWriter().op(Opcode.PROTO, 2))
                .op(Opcode.STOP)
                .toBytes();
    }

    /** A legacy file whose five pickles are the usual three, the given one and that list of storage keys. */
    static Path legacy(Path file, UnaryOperator<PickleWriter> root, UnaryOperator<PickleWriter> keys, byte... storages)
            throws IOException {
        try (FileChannel out = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            byte[] magic = LegacyContainer.MAGIC.toByteArray();
            out.write(ByteBuffer.wrap(pickle(pickle -> {
                pickle.op(Opcode.LONG1, magic.length);
                for (int i = magic.length - 1; i >= 0; i--) {
                    pickle.op(magic[i]);
                }
                return pickle;
            })));
            out.write(ByteBuffer.wrap(pickle(pickle -> pickle.integer(1001))));
            out.write(ByteBuffer.wrap(pickle(pickle -> pickle.op(Opcode.EMPTY_DICT))));
            out.write(ByteBuffer.wrap(pickle(root)));
            out.write(ByteBuffer.wrap(pickle(keys)));
            out.write(ByteBuffer.wrap(storages));
        }
        return file;
    }

    static Path safetensors(Path file, String header, int dataBytes) throws IOException {
        byte[] json = header.getBytes(StandardCharsets.UTF_8);
        ByteBuffer bytes = ByteBuffer.allocate(8 + json.length + dataBytes).order(ByteOrder.LITTLE_ENDIAN);
        bytes.putLong(json.length).put(json);
        return Files.write(file, bytes.array());
    }
}
