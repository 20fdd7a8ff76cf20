package io.github.ccmusic.serving;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.CharConversionException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The file that a pointer lies in, which several processes may read and write at once.
 *
 * <p>A writer fills a file of a name that nobody else has, has its bytes reach the disk, and renames it. So of two writers the later one
 * wins, and no reader finds a mixture.
 */
record PointerFile(Path path) {
    private static final Logger LOG = LoggerFactory.getLogger(GenreRouter.class);
    private static final ObjectMapper JSON = new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
    private static final int MAX_BYTES = 1 << 16;

    /** A writer that has not renamed its file for so long was killed. */
    private static final Duration LEFT_BEHIND = Duration.ofMinutes(10);

    /** What lies there is no pointer, whoever wrote it. */
    static final class DamagedException extends IOException {
        DamagedException(Path file, String found) {
            super(file + ": not a pointer to a model (" + found
                    + "). Delete it and switch to a model, or write {\"active\": \"NAME\"} into it");
        }
    }

    /**
     * Reads it.
     *
     * @return empty if there is no such file
     * @throws DamagedException if there is one that {@link #write} did not write
     */
    Optional<ModelPointer> read() throws IOException {
        byte[] bytes;
        try {
            // Opening a pipe would wait for a writer.
            if (!Files.readAttributes(path, BasicFileAttributes.class).isRegularFile()) {
                throw new DamagedException(path, "it is not a file");
            }
            try (InputStream in = Files.newInputStream(path)) {
                bytes = in.readNBytes(MAX_BYTES + 1);
            }
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
        if (bytes.length > MAX_BYTES) {
            throw new DamagedException(path, "it is longer than " + MAX_BYTES + " bytes");
        }
        return Optional.of(parse(bytes));
    }

    private ModelPointer parse(byte[] bytes) throws IOException {
        JsonNode root;
        try {
            root = JSON.readTree(bytes);
        } catch (JsonProcessingException e) {
            throw new DamagedException(path, e.getOriginalMessage());
        } catch (CharConversionException e) {
            throw new DamagedException(path, "it is not text in UTF-8");
        }
        String active = root.path("active").textValue();
        if (active == null || active.isBlank()) {
            throw new DamagedException(path, "it has no \"active\" that names a model");
        }
        List<String> previous = new ArrayList<>();
        for (JsonNode name : root.path("previous")) {
            if (name.isTextual() && !name.textValue().isBlank()) {
                previous.add(name.textValue());
            }
        }
        return new ModelPointer(
                active, previous, Optional.ofNullable(root.path("environment").textValue()));
    }

    /**
     * Reads it; a damaged one is renamed, with a warning, and counts as none.
     *
     * @throws IOException if it cannot be read, damaged or not
     */
    Optional<ModelPointer> readOrSetAside() throws IOException {
        try {
            return read();
        } catch (DamagedException e) {
            Path aside = path.resolveSibling(path.getFileName() + ".damaged-" + UUID.randomUUID());
            try {
                Files.move(path, aside, StandardCopyOption.ATOMIC_MOVE);
            } catch (IOException cannot) {
                LOG.warn("{}; it is ignored, and cannot be set aside ({})", e.getMessage(), cannot.toString());
                return Optional.empty();
            }
            LOG.warn("{}; it is ignored, and lies in {} now", e.getMessage(), aside.getFileName());
            return writtenMeanwhile(aside);
        }
    }

    /** Between the look and the renaming another process may have put a good one there. */
    private static Optional<ModelPointer> writtenMeanwhile(Path aside) throws IOException {
        try {
            return new PointerFile(aside).read();
        } catch (DamagedException e) {
            return Optional.empty();
        }
    }

    /**
     * Replaces what is there.
     *
     * @throws IOException if it cannot be written; then the file is as it was
     */
    void write(ModelPointer pointer) throws IOException {
        Path written = path.resolveSibling(temporaryPrefix() + UUID.randomUUID() + ".tmp");
        try {
            try (FileChannel out = FileChannel.open(written, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
                ByteBuffer bytes = ByteBuffer.wrap(json(pointer));
                while (bytes.hasRemaining()) {
                    out.write(bytes);
                }
                out.force(true);
            }
            Files.move(written, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(written);
        }
        // From here on it is written, whatever becomes of the rest.
        Path directory = path.toAbsolutePath().getParent();
        if (directory != null) {
            force(directory);
            sweep(directory);
        }
    }

    private static byte[] json(ModelPointer pointer) throws IOException {
        ObjectNode root = JSON.createObjectNode().put("active", pointer.active());
        ArrayNode names = root.putArray("previous");
        pointer.previous().forEach(names::add);
        pointer.environment().ifPresent(variable -> root.put("environment", variable));
        return JSON.writeValueAsBytes(root);
    }

    /** Renaming is a change of the directory, which should reach the disk as well. Windows and some network mounts cannot be told to. */
    private static void force(Path directory) {
        try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
        } catch (IOException e) {
            LOG.debug("{} cannot be forced to the disk: {}", directory, e.toString());
        }
    }

    /** Deletes what killed writers left behind. */
    private void sweep(Path directory) {
        try (DirectoryStream<Path> siblings = Files.newDirectoryStream(directory, this::isTemporary)) {
            // By the clock of the file system, which on a network mount is not ours.
            Instant before = Files.getLastModifiedTime(path).toInstant().minus(LEFT_BEHIND);
            for (Path sibling : siblings) {
                if (Files.getLastModifiedTime(sibling).toInstant().isBefore(before)) {
                    Files.deleteIfExists(sibling);
                }
            }
        } catch (IOException e) {
            LOG.debug("cannot look for temporary files in {}: {}", directory, e.toString());
        }
    }

    private boolean isTemporary(Path sibling) {
        String name = sibling.getFileName().toString();
        return name.startsWith(temporaryPrefix()) && name.endsWith(".tmp");
    }

    private String temporaryPrefix() {
        return "." + path.getFileName() + ".";
    }

    @Override
    public String toString() {
        return path.toString();
    }
}
