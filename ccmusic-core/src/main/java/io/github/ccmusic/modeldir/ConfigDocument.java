package io.github.ccmusic.modeldir;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter.NopIndenter;
import com.fasterxml.jackson.core.util.Separators;
import com.fasterxml.jackson.core.util.Separators.Spacing;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/**
 * A config.json that is being written: keys in their order, those that this version does not know among them.
 *
 * <p>Mutable, for one thread. Values are String, Boolean, Number, List or Map.
 */
public final class ConfigDocument {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** A key a line, {@code "input_size": [224, 224]}. */
    private static final ObjectWriter LAYOUT = JSON.writer(new DefaultPrettyPrinter(Separators.createDefaultInstance()
                    .withObjectFieldValueSpacing(Spacing.AFTER)
                    .withArrayValueSpacing(Spacing.AFTER))
            .withArrayIndenter(NopIndenter.instance)
            .withObjectIndenter(new DefaultIndenter("  ", "\n")));

    private final ObjectNode root;

    private ConfigDocument(ObjectNode root) {
        this.root = root;
    }

    /** A document without keys. */
    public static ConfigDocument empty() {
        return new ConfigDocument(JSON.createObjectNode());
    }

    /**
     * What a model's config.json says, as it stands; a document without keys if it has none.
     *
     * @throws ModelConfigException if the file is no JSON object
     */
    public static ConfigDocument of(ModelDirectory directory) throws IOException {
        Path file = directory.configFile();
        return Files.isRegularFile(file) ? new ConfigDocument(ConfigReader.parse(file)) : empty();
    }

    /** Gives a key a value, in the place where it stands already or else at the end. */
    public ConfigDocument put(String key, Object value) {
        root.set(key, JSON.valueToTree(value));
        return this;
    }

    /** Gives a key a value unless it has one other than null. */
    public ConfigDocument putIfAbsent(String key, Object value) {
        return root.hasNonNull(key) ? this : put(key, value);
    }

    /** Takes a key out. */
    public ConfigDocument remove(String key) {
        root.remove(key);
        return this;
    }

    /** Every text that is a value, however deep it lies. */
    public List<String> texts() {
        List<String> texts = new ArrayList<>();
        collectTexts(root, texts);
        return texts;
    }

    private static void collectTexts(JsonNode node, List<String> texts) {
        if (node.isTextual()) {
            texts.add(node.textValue());
        }
        node.forEach(inner -> collectTexts(inner, texts));
    }

    /** The document as JSON, ending in a line break. */
    public String toJson() {
        try {
            return LAYOUT.writeValueAsString(root) + "\n";
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree of plain values can always be written", e);
        }
    }

    /**
     * Writes the document, down to the disk.
     *
     * @throws java.nio.file.FileAlreadyExistsException if there is such a file
     */
    public void write(Path file) throws IOException {
        try (FileChannel out = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            for (ByteBuffer bytes = StandardCharsets.UTF_8.encode(toJson()); bytes.hasRemaining(); ) {
                out.write(bytes);
            }
            out.force(true);
        }
    }

    @Override
    public String toString() {
        return root.toString();
    }
}
