package io.github.ccmusic.models.checkpoint;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** Writes the pickle of a state dict, protocol 2, which is {@code torch.save}'s. It needs no memo. */
final class PickleWriter {

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    PickleWriter op(int... opcodes) {
        for (int opcode : opcodes) {
            out.write(opcode);
        }
        return this;
    }

    PickleWriter global(String module, String name) {
        op(Opcode.GLOBAL).out.writeBytes((module + "\n" + name + "\n").getBytes(StandardCharsets.US_ASCII));
        return this;
    }

    PickleWriter text(String text) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        op(Opcode.BINUNICODE).littleEndian(utf8.length, Integer.BYTES).out.writeBytes(utf8);
        return this;
    }

    PickleWriter integer(long value) {
        if (value >= 0 && value < 1 << 8) {
            return op(Opcode.BININT1, (int) value);
        }
        if (value >= 0 && value < 1 << 16) {
            return op(Opcode.BININT2).littleEndian(value, Short.BYTES);
        }
        if (value == (int) value) {
            return op(Opcode.BININT).littleEndian(value, Integer.BYTES);
        }
        return op(Opcode.LONG1, Long.BYTES).littleEndian(value, Long.BYTES);
    }

    PickleWriter integers(long[] values) {
        op(Opcode.MARK);
        for (long value : values) {
            integer(value);
        }
        return op(Opcode.TUPLE);
    }

    PickleWriter emptyOrderedDict() {
        return global("collections", "OrderedDict").op(Opcode.EMPTY_TUPLE, Opcode.REDUCE);
    }

    /**
     * A call of {@code _rebuild_tensor_v2}, or for types that have no storage class of {@code _v3}, which names the type.
     *
     * @param storageElements the size of the storage
     */
    PickleWriter tensor(DType dtype, String storage, long storageElements, long offset, long[] shape, long[] strides) {
        String storageClass = dtype.storageClass();
        global("torch._utils", storageClass != null ? "_rebuild_tensor_v2" : "_rebuild_tensor_v3");
        op(Opcode.MARK, Opcode.MARK).text("storage");
        if (storageClass != null) {
            global("torch", storageClass).text(storage).text("cpu").integer(storageElements);
        } else {
            global("torch.storage", "UntypedStorage").text(storage).text("cpu");
            integer(storageElements * dtype.bytes());
        }
        op(Opcode.TUPLE, Opcode.BINPERSID);
        integer(offset).integers(shape).integers(strides).op(Opcode.NEWFALSE).emptyOrderedDict();
        if (storageClass == null) {
            global("torch", dtype.torchName());
        }
        return op(Opcode.TUPLE, Opcode.REDUCE);
    }

    byte[] toBytes() {
        return out.toByteArray();
    }

    private PickleWriter littleEndian(long value, int bytes) {
        ByteBuffer all =
                ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN).putLong(0, value);
        out.write(all.array(), 0, bytes);
        return this;
    }
}
