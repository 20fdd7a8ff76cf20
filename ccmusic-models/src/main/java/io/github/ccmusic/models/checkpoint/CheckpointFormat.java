package io.github.ccmusic.models.checkpoint;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.UUID;

/** The kinds of file that a state dict can be written to. Python reads both, and so does {@link Checkpoint}. */
public enum CheckpointFormat {
    /** What {@code torch.save} writes since 1.6; {@code torch.load(file, weights_only=True)} gives a state dict. */
    TORCH("save.pt") {
        @Override
        void write(StateDict stateDict, Precision precision, FileChannel out) throws IOException {
            TorchWriter.write(stateDict, precision, out);
        }
    },

    /** The format of {@code safetensors.torch.load_file}, which needs no pickle. */
    SAFETENSORS("model.safetensors") {
        @Override
        void write(StateDict stateDict, Precision precision, FileChannel out) throws IOException {
            SafetensorsWriter.write(stateDict, precision, out);
        }
    };

    private final String fileName;

    CheckpointFormat(String fileName) {
        this.fileName = fileName;
    }

    /** The name that such a file has in a model directory. */
    public String fileName() {
        return fileName;
    }

    /**
     * Writes a state dict, each tensor in the type that it has.
     *
     * @param stateDict the tensors; read one after the other, through a buffer
     * @param file appears, or is replaced, in one step when all is written; on failure nothing is changed
     */
    public void write(StateDict stateDict, Path file) throws IOException {
        write(stateDict, file, Precision.AS_STORED);
    }

    /**
     * Writes a state dict, its floating-point tensors converted.
     *
     * @param floats {@link DType#FLOAT32}, {@link DType#FLOAT16} or {@link DType#BFLOAT16}; rounded to nearest, ties
     *     to even
     * @throws IllegalArgumentException if a finite element is past what {@code floats} can hold, or {@code floats} is
     *     another type
     */
    public void write(StateDict stateDict, Path file, DType floats) throws IOException {
        write(stateDict, file, new Precision(floats));
    }

    abstract void write(StateDict stateDict, Precision precision, FileChannel out) throws IOException;

    private void write(StateDict stateDict, Path file, Precision precision) throws IOException {
        Path target = file.toAbsolutePath();
        Path part = target.resolveSibling("." + target.getFileName() + "." + UUID.randomUUID() + ".part");
        try {
            try (FileChannel out = FileChannel.open(
                    part, StandardOpenOption.CREATE_NEW, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
                write(stateDict, precision, out);
                out.force(true);
            }
            Files.move(part, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(part);
        }
    }
}
