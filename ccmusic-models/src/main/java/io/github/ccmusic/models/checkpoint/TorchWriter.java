package io.github.ccmusic.models.checkpoint;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * Writes a state dict as {@code torch.save} does: the pickle of an {@code OrderedDict}, and a storage for each tensor.
 *
 * <p>Source: {@code _save} in {@code torch/serialization.py}, {@code _rebuild_tensor_v2} in {@code torch/_utils.py}.
 */
final class TorchWriter {

    private TorchWriter() {}

    static void write(StateDict stateDict, Precision precision, FileChannel out) throws IOException {
        ZipWriter zip = new ZipWriter(out);
        write(zip, "archive/data.pkl", pickle(stateDict, precision));
        write(zip, "archive/byteorder", "little".getBytes(StandardCharsets.US_ASCII));
        int storage = 0;
        for (Map.Entry<String, TensorData> entry : stateDict.tensors().entrySet()) {
            TensorData tensor = entry.getValue();
            zip.entry(
                    "archive/data/" + storage++,
                    precision.bytes(tensor),
                    entryOut -> precision.write(entry.getKey(), tensor, entryOut));
        }
        write(zip, "archive/version", "3\n".getBytes(StandardCharsets.US_ASCII));
        zip.finish();
    }

    private static void write(ZipWriter zip, String name, byte[] bytes) throws IOException {
        zip.entry(name, bytes.length, out -> out.write(ByteBuffer.wrap(bytes)));
    }

    private static byte[] pickle(StateDict stateDict, Precision precision) {
        PickleWriter pickle = new PickleWriter();
        pickle.op(Opcode.PROTO, 2).emptyOrderedDict().op(Opcode.MARK);
        int storage = 0;
        for (Map.Entry<String, TensorData> entry : stateDict.tensors().entrySet()) {
            TensorData tensor = entry.getValue();
            long[] shape = tensor.shape();
            pickle.text(entry.getKey())
                    .tensor(
                            precision.of(tensor),
                            Integer.toString(storage++),
                            tensor.elementCount(),
                            0,
                            shape,
                            Layout.rowMajorStrides(shape));
        }
        return pickle.op(Opcode.SETITEMS, Opcode.STOP).toBytes();
    }
}
