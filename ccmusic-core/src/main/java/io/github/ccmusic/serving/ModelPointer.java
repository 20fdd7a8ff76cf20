package io.github.ccmusic.serving;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Which model of a directory of models is active, and which were before it: the content of a small file that outlives the process
 * and that other processes may change.
 *
 * <p>The file is replaced in one step, after its bytes have reached the disk: whoever reads it, at whatever instant a writer was
 * killed, finds the old content or the new one.
 *
 * @param active the name of the active model
 * @param previous those that were active before it and good, the latest first
 * @param environment the value of {@code CCMUSIC_MODEL_PATH} that has been honoured, if any
 */
public record ModelPointer(String active, List<String> previous, Optional<String> environment) {
    /** The name of the file in a directory of models. */
    public static final String FILE_NAME = "active.json";

    private static final int MAX_PREVIOUS = 16;
    private static final int MAX_BYTES = 1 << 16;
    private static final ObjectMapper JSON = new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    public ModelPointer {
        if (active.isBlank()) {
            throw new IllegalArgumentException("the active model needs a name");
        }
        previous = List.copyOf(previous.subList(0, Math.min(MAX_PREVIOUS, previous.size())));
    }

    /** A model that none was active before. */
    public static ModelPointer first(String active) {
        return new ModelPointer(active, List.of(), Optional.empty());
    }

    /** With another model active, and this one to go back to. */
    public ModelPointer to(String name) {
        if (name.equals(active)) {
            return this;
        }
        List<String> history = new ArrayList<>(previous);
        history.add(0, active);
        return new ModelPointer(name, history, environment);
    }

    /**
     * With the model active that was before this one.
     *
     * @throws IllegalStateException if there was none
     */
    public ModelPointer back() {
        if (previous.isEmpty()) {
            throw new IllegalStateException(
                    "no model was active before '" + active + "': there is nothing to go back to");
        }
        return new ModelPointer(previous.get(0), previous.subList(1, previous.size()), environment);
    }

    ModelPointer honouring(String variable) {
        return new ModelPointer(active, previous, Optional.of(variable));
    }

    /**
     * Reads a pointer file.
     *
     * @return empty if there is no such file
     * @throws IOException if it cannot be read, or was not written by {@link #write}
     */
    public static Optional<ModelPointer> read(Path file) throws IOException {
        byte[] bytes;
        try (InputStream in = Files.newInputStream(file)) {
            bytes = in.readNBytes(MAX_BYTES);
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
        try {
            JsonNode root = JSON.readTree(bytes);
            List<String> previous = new ArrayList<>();
            root.path("previous").forEach(name -> previous.add(name.asText()));
            String active = root.path("active").asText();
            Optional<String> environment =
                    Optional.ofNullable(root.get("environment")).map(JsonNode::asText);
            return Optional.of(new ModelPointer(active, previous, environment));
        } catch (JsonProcessingException | IllegalArgumentException e) {
            throw new IOException(
                    file + ": not a pointer to a model (" + e.getMessage()
                            + "). Delete it and switch to a model, or write {\"active\": \"NAME\"} into it",
                    e);
        }
    }

    /**
     * Writes the pointer in the place of what was in the file.
     *
     * @throws IOException if it cannot be written; then the file is as it was
     */
    public void write(Path file) throws IOException {
        ObjectNode root = JSON.createObjectNode().put("active", active);
        ArrayNode names = root.putArray("previous");
        previous.forEach(names::add);
        environment.ifPresent(variable -> root.put("environment", variable));
        Path written = file.resolveSibling(
                "." + file.getFileName() + "." + ProcessHandle.current().pid() + ".tmp");
        try {
            try (FileChannel out = FileChannel.open(
                    written,
                    StandardOpenOption.CREATE,
                    StandardOpenOption.TRUNCATE_EXISTING,
                    StandardOpenOption.WRITE)) {
                ByteBuffer bytes = ByteBuffer.wrap(JSON.writeValueAsBytes(root));
                while (bytes.hasRemaining()) {
                    out.write(bytes);
                }
                out.force(true);
            }
            Files.move(written, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(written);
        }
        forceDirectoryOf(file);
    }

    /** Renaming is a change of the directory, which has to reach the disk as well. */
    private static void forceDirectoryOf(Path file) throws IOException {
        Path directory = file.toAbsolutePath().getParent();
        if (directory == null) {
            return;
        }
        try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
        } catch (AccessDeniedException e) {
            // Windows does not open directories, and orders renames by itself.
            return;
        }
    }
}
