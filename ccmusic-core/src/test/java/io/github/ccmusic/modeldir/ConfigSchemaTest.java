package io.github.ccmusic.modeldir;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.InputFormat;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import io.github.ccmusic.Shared;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Its values are tried in {@link ModelConfigTest}, each config there by the reader and by the schema. */
class ConfigSchemaTest {

    @TempDir
    Path directory;

    @Test
    void isAJsonSchemaOfDraft202012() {
        assertThat(SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                        .getSchema(SchemaLocation.of("https://json-schema.org/draft/2020-12/schema"))
                        .validate(ConfigSchema.json(), InputFormat.JSON))
                .isEmpty();
    }

    @Test
    void hasTheKeysThatTheReaderAsksFor() throws IOException {
        Path file = Files.writeString(directory.resolve("config.json"), """
                {"normalize": {}, "selfcheck": {"input": "a.npy", "probabilities": [1]}}
                """);

        assertThat(keys(new ObjectMapper().readTree(ConfigSchema.json()), ""))
                .isEqualTo(ConfigReader.keysAskedOf(file, "resnet18_mel"));
    }

    @Test
    void tellsOfEveryKeyWhatItMeans() throws JsonProcessingException {
        new ObjectMapper()
                .readTree(ConfigSchema.json())
                .path("properties")
                .properties()
                .forEach(
                        entry -> assertThat(entry.getValue().path("description").asText())
                                .as(entry.getKey())
                                .isNotBlank());
    }

    @Test
    void acceptsTheExampleModelsConfig() throws IOException {
        assertThat(JsonSchema.errors(Files.readString(Shared.EXAMPLE_MODEL.resolve("config.json"))))
                .isEmpty();
    }

    private static Set<String> keys(JsonNode object, String prefix) {
        Set<String> keys = new TreeSet<>();
        object.path("properties").properties().forEach(entry -> {
            keys.add(prefix + entry.getKey());
            keys.addAll(keys(entry.getValue(), prefix + entry.getKey() + "."));
        });
        return keys;
    }
}
