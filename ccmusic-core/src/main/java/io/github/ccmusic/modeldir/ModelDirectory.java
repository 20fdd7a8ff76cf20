package io.github.ccmusic.modeldir;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A model on disk: what config.json says of it and where its checkpoint lies. Opening one reads the config alone and keeps nothing open.
 *
 * <p>Immutable. It tells what the files said when it was opened.
 */
public final class ModelDirectory {
    /** The system property that names a model. */
    public static final String PATH_PROPERTY = "ccmusic.model.path";

    /** The environment variable that names a model where the property does not. */
    public static final String PATH_VARIABLE = "CCMUSIC_MODEL_PATH";

    private static final String CONFIG = "config.json";
    private static final String[] CHECKPOINTS = {"save.pt", "model.safetensors"};

    private final Path path;
    private final Path checkpoint;
    private final Path configFile;
    private final ModelConfig config;

    private ModelDirectory(Path path, Path checkpoint, Path configFile, ModelConfig config) {
        this.path = path;
        this.checkpoint = checkpoint;
        this.configFile = configFile;
        this.config = config;
    }

    /**
     * Opens a model directory.
     *
     * @param fileOrDirectory the directory, or the checkpoint inside it, which then is the one that counts
     * @throws ModelConfigException if config.json has a wrong value, or there is no checkpoint
     * @throws NoSuchFileException if there is nothing at that path
     */
    public static ModelDirectory open(Path fileOrDirectory) throws IOException {
        return open(fileOrDirectory, true);
    }

    /**
     * Opens a model directory as if it had no config.json.
     *
     * @param fileOrDirectory the directory, or the checkpoint inside it, which then is the one that counts
     * @throws ModelConfigException if there is no checkpoint
     * @throws NoSuchFileException if there is nothing at that path
     */
    public static ModelDirectory openBare(Path fileOrDirectory) throws IOException {
        return open(fileOrDirectory, false);
    }

    private static ModelDirectory open(Path fileOrDirectory, boolean heedConfig) throws IOException {
        if (!Files.exists(fileOrDirectory)) {
            throw new NoSuchFileException(
                    fileOrDirectory.toString(),
                    null,
                    "no such model. Name a directory that holds save.pt, or save.pt itself");
        }
        boolean isDirectory = Files.isDirectory(fileOrDirectory);
        Path directory = isDirectory ? fileOrDirectory : parentOf(fileOrDirectory);
        String name = directoryName(directory);
        Path configFile = directory.resolve(CONFIG);
        boolean configured = heedConfig && Files.exists(configFile, LinkOption.NOFOLLOW_LINKS);
        ModelConfig config = configured
                ? ConfigReader.read(inside(directory, configFile, "", CONFIG), name)
                : ConfigReader.defaults(directory, name);
        Path checkpoint = isDirectory ? checkpoint(directory, configFile, config) : fileOrDirectory;
        return new ModelDirectory(directory, checkpoint, configured ? configFile : directory, config);
    }

    /** The model that {@value #PATH_PROPERTY}, else {@value #PATH_VARIABLE} names: a directory, or the checkpoint inside it. */
    public static Optional<Path> environmentPath() {
        return environmentPath(System::getProperty, System::getenv);
    }

    static Optional<Path> environmentPath(
            Function<String, @Nullable String> properties, Function<String, @Nullable String> variables) {
        return Stream.of(properties.apply(PATH_PROPERTY), variables.apply(PATH_VARIABLE))
                .filter(value -> value != null && !value.isBlank())
                .map(Path::of)
                .findFirst();
    }

    /** The directory. */
    public Path path() {
        return path;
    }

    /** The file with the weights. */
    public Path checkpoint() {
        return checkpoint;
    }

    /** The file to look into when the config is at fault: config.json, or the directory where there is none. */
    public Path configFile() {
        return configFile;
    }

    /** What is known of the model before its weights are read. */
    public ModelConfig config() {
        return config;
    }

    /** The size of the checkpoint in bytes. */
    public long checkpointBytes() throws IOException {
        return Files.size(checkpoint);
    }

    /**
     * Reads the whole checkpoint and returns its SHA-256, in lower-case hexadecimal.
     *
     * @throws ModelConfigException if config.json declares another one
     */
    public String sha256() throws IOException {
        String found = HexFormat.of().formatHex(digest(checkpoint));
        Optional<String> declared = config.weights().sha256();
        if (declared.isPresent() && !declared.get().equals(found)) {
            throw new ModelConfigException(
                    configFile,
                    "sha256",
                    "\"sha256\" is " + declared.get() + ", but " + checkpoint + " has " + found
                            + ". The file is damaged or another one: fetch it again, or correct config.json.");
        }
        return found;
    }

    /**
     * Returns a file that config.json names.
     *
     * @param key under which it is named, for the error
     * @param relative the name, relative to the directory
     * @throws ModelConfigException if it is absolute, outside the directory, also by way of links, or not a file
     */
    public Path resolve(String key, String relative) throws IOException {
        return inside(path, configFile, key, relative);
    }

    @Override
    public String toString() {
        return "ModelDirectory[" + path + ", " + config.arch() + "]";
    }

    private static Path parentOf(Path file) {
        Path parent = file.toAbsolutePath().getParent();
        if (parent == null) {
            throw new IllegalArgumentException("a checkpoint lies in a directory, found: " + file);
        }
        Path relative = file.getParent();
        return relative == null ? Path.of("") : relative;
    }

    /** Links are followed first: {@code models/active -> vgg19_bn_cqt} is called vgg19_bn_cqt. */
    private static String directoryName(Path directory) throws IOException {
        Path name = directory.toRealPath().getFileName();
        return name == null ? "model" : name.toString();
    }

    private static Path checkpoint(Path directory, Path configFile, ModelConfig config) throws IOException {
        Optional<String> named = config.weights().checkpoint();
        if (named.isPresent()) {
            return inside(directory, configFile, "checkpoint", named.get());
        }
        for (String candidate : CHECKPOINTS) {
            if (Files.exists(directory.resolve(candidate))) {
                return inside(directory, directory, "", candidate);
            }
        }
        throw new ModelConfigException(
                directory,
                "checkpoint",
                "no checkpoint here: expected " + String.join(" or ", CHECKPOINTS)
                        + ". Name another file by \"checkpoint\" in config.json.");
    }

    private static Path inside(Path directory, Path blamed, String key, String relative) throws IOException {
        String shown = key.isEmpty() ? relative : '"' + key + "\" is \"" + relative + '"';
        Path root = directory.toAbsolutePath().normalize();
        Path file;
        Path real;
        try {
            file = directory.resolve(relative);
            // The name must not lead out, and neither must a link that it meets on its way.
            boolean inside = file.toAbsolutePath().normalize().startsWith(root);
            real = inside ? file.toRealPath() : file;
            if (!inside || !real.startsWith(root.toRealPath())) {
                throw new ModelConfigException(
                        blamed,
                        key,
                        shown + ", which lies outside of " + directory
                                + ". A model's files must lie in its directory.");
            }
        } catch (InvalidPathException e) {
            throw new ModelConfigException(blamed, key, shown + ", which is no file name here.", e);
        } catch (NoSuchFileException e) {
            throw new ModelConfigException(blamed, key, shown + ", but there is no such file in " + directory + ".", e);
        }
        if (!Files.isRegularFile(real)) {
            throw new ModelConfigException(blamed, key, shown + ", which is not a file.");
        }
        return file;
    }

    private static byte[] digest(Path file) throws IOException {
        MessageDigest sha256;
        try {
            sha256 = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
        ByteBuffer buffer = ByteBuffer.allocate(1 << 16);
        try (FileChannel channel = FileChannel.open(file)) {
            while (channel.read(buffer) >= 0) {
                sha256.update(buffer.flip());
                buffer.clear();
            }
        }
        return sha256.digest();
    }
}
