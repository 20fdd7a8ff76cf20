package io.github.ccmusic.modeldir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ModelDirectoryTest {
    /** sha256sum of the five bytes "hello". */
    private static final String SHA256_OF_HELLO = "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824";

    @TempDir
    Path temp;

    private Path directory;

    @BeforeEach
    void aDirectoryWithACheckpoint() throws IOException {
        directory = Files.createDirectory(temp.resolve("vgg16_cqt"));
        Files.write(directory.resolve("save.pt"), "hello".getBytes(StandardCharsets.US_ASCII));
    }

    @Test
    void opensTheDirectoryOrTheCheckpointInIt() throws IOException {
        assertThat(ModelDirectory.open(directory).checkpoint()).isEqualTo(directory.resolve("save.pt"));
        assertThat(ModelDirectory.open(directory.resolve("save.pt")).config().arch())
                .isEqualTo("vgg16");
    }

    @Test
    void letsTheNamedCheckpointCount() throws IOException {
        Files.copy(directory.resolve("save.pt"), directory.resolve("best.pt"));

        assertThat(ModelDirectory.open(directory.resolve("best.pt")).checkpoint())
                .isEqualTo(directory.resolve("best.pt"));
    }

    @Test
    void takesSafetensorsWhereThereIsNoSavePt() throws IOException {
        Files.move(directory.resolve("save.pt"), directory.resolve("model.safetensors"));

        assertThat(ModelDirectory.open(directory).checkpoint()).hasFileName("model.safetensors");
    }

    @Test
    void takesTheCheckpointThatTheConfigNames() throws IOException {
        Files.createDirectory(directory.resolve("weights"));
        Files.move(directory.resolve("save.pt"), directory.resolve("weights/a.pt"));
        configure("{\"checkpoint\": \"weights/a.pt\"}");

        assertThat(ModelDirectory.open(directory).checkpoint()).hasFileName("a.pt");
    }

    @Test
    void saysWhatIsMissing() throws IOException {
        Files.delete(directory.resolve("save.pt"));

        assertThatThrownBy(() -> ModelDirectory.open(directory))
                .isInstanceOf(ModelConfigException.class)
                .hasMessageContaining("save.pt or model.safetensors")
                .hasMessageContaining("vgg16_cqt");
        assertThatThrownBy(() -> ModelDirectory.open(temp.resolve("nowhere")))
                .isInstanceOf(NoSuchFileException.class)
                .hasMessageContaining("nowhere");
    }

    @ParameterizedTest
    @ValueSource(strings = {"../secret.pt", "a/../../secret.pt", "/etc/passwd", "missing.pt", ".", "bad\\u0000name"})
    void refusesACheckpointOutsideOrAbsent(String name) throws IOException {
        Files.write(temp.resolve("secret.pt"), new byte[] {1});
        configure("{\"checkpoint\": \"" + name + "\"}");

        assertThatThrownBy(() -> ModelDirectory.open(directory))
                .isInstanceOf(ModelConfigException.class)
                .hasMessageContaining("\"checkpoint\" is ");
    }

    @Test
    void refusesALinkThatLeadsOut() throws IOException {
        Path secret = Files.write(temp.resolve("secret.pt"), new byte[] {1});
        Files.createSymbolicLink(directory.resolve("link.pt"), secret);
        configure("{\"checkpoint\": \"link.pt\"}");

        assertThatThrownBy(() -> ModelDirectory.open(directory)).hasMessageContaining("lies outside of");
    }

    @Test
    void refusesAConfigThatIsALinkOutwards() throws IOException {
        Path secret = Files.writeString(temp.resolve("secret.json"), "{}");
        Files.createSymbolicLink(directory.resolve("config.json"), secret);

        assertThatThrownBy(() -> ModelDirectory.open(directory)).hasMessageContaining("lies outside of");
    }

    @Test
    void followsALinkThatStaysInside() throws IOException {
        Files.createSymbolicLink(directory.resolve("link.pt"), Path.of("save.pt"));
        configure("{\"checkpoint\": \"link.pt\"}");

        assertThat(ModelDirectory.open(directory).sha256()).isEqualTo(SHA256_OF_HELLO);
    }

    @Test
    void takesTheNameBehindALinkToTheDirectory() throws IOException {
        Path active = Files.createSymbolicLink(temp.resolve("active"), directory);

        assertThat(ModelDirectory.open(active).config().arch()).isEqualTo("vgg16");
        assertThat(ModelDirectory.open(active.resolve("save.pt")).config().name())
                .isEqualTo("vgg16_cqt");
    }

    @Test
    void computesTheChecksum() throws IOException {
        assertThat(ModelDirectory.open(directory).sha256()).isEqualTo(SHA256_OF_HELLO);
        configure("{\"sha256\": \"" + SHA256_OF_HELLO + "\"}");
        assertThat(ModelDirectory.open(directory).sha256()).isEqualTo(SHA256_OF_HELLO);
    }

    @Test
    void refusesAnotherChecksumThanDeclared() throws IOException {
        String other = "0".repeat(64);
        configure("{\"sha256\": \"" + other + "\"}");

        assertThatThrownBy(() -> ModelDirectory.open(directory).sha256())
                .isInstanceOf(ModelConfigException.class)
                .hasMessageContaining(other)
                .hasMessageContaining(SHA256_OF_HELLO);
    }

    @Test
    void prefersThePropertyToTheEnvironmentVariable() {
        Map<String, String> properties = Map.of("ccmusic.model.path", "a");
        Map<String, String> variables = Map.of("CCMUSIC_MODEL_PATH", "b");

        assertThat(ModelDirectory.environmentPath(properties::get, variables::get))
                .hasValue(Path.of("a"));
        assertThat(ModelDirectory.environmentPath(key -> null, variables::get)).hasValue(Path.of("b"));
        assertThat(ModelDirectory.environmentPath(key -> " ", key -> null)).isEmpty();
    }

    private void configure(String json) throws IOException {
        Files.writeString(directory.resolve("config.json"), json);
    }
}
