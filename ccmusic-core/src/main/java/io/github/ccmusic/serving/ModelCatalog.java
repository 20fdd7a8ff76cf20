package io.github.ccmusic.serving;

import io.github.ccmusic.modeldir.ModelDirectory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * The models that there are, by name: those in a directory of models at the time of asking, and any that were named one by one.
 *
 * <p>A directory is copied under a name that begins with a dot or ends in {@code .part}, {@code .partial} or {@code .tmp} and renamed
 * when it is complete; or it holds a file {@code .incomplete} until it is. Such directories are not listed as usable.
 */
final class ModelCatalog {
    private static final String INCOMPLETE = ".incomplete";

    private final Optional<Path> root;
    private final Map<String, Path> named;

    private ModelCatalog(Optional<Path> root, Map<String, Path> named) {
        this.root = root;
        this.named = Map.copyOf(named);
    }

    static ModelCatalog in(Path root) {
        return new ModelCatalog(Optional.of(root), Map.of());
    }

    static ModelCatalog of(Iterable<Path> models) {
        Map<String, Path> named = new TreeMap<>();
        for (Path model : models) {
            Path before = named.put(nameOf(model), model);
            if (before != null) {
                throw new IllegalArgumentException(
                        "two models are called '" + nameOf(model) + "': " + before + " and " + model);
            }
        }
        return new ModelCatalog(Optional.empty(), named);
    }

    /** These models and one more, which takes the place of any of the same name. */
    ModelCatalog with(Path model) {
        Map<String, Path> more = new TreeMap<>(named);
        more.put(nameOf(model), model);
        return new ModelCatalog(root, more);
    }

    /** The name of a model: that of its directory, also where its checkpoint is named. */
    static String nameOf(Path model) {
        Path absolute = model.toAbsolutePath().normalize();
        Path directory = Files.isRegularFile(absolute) ? absolute.getParent() : absolute;
        Path name = directory == null ? null : directory.getFileName();
        return name == null ? "model" : name.toString();
    }

    /** All models in the order of their names, with what is wrong with them. */
    List<AvailableModel> list() {
        List<AvailableModel> models = new ArrayList<>();
        paths().forEach((name, path) -> models.add(look(name, path)));
        return models;
    }

    /**
     * The directory of a model.
     *
     * @throws IllegalArgumentException if there is none of that name; the message lists those that there are
     */
    Path path(String name) {
        SortedMap<String, Path> paths = paths();
        Path path = paths.get(name);
        if (path == null) {
            throw new IllegalArgumentException("unknown model '" + name + "', expected one of " + paths.keySet());
        }
        return path;
    }

    /** Why a directory is still being written, if it is. */
    static Optional<String> incomplete(Path directory) {
        return Files.exists(directory.resolve(INCOMPLETE))
                ? Optional.of("still being written: it holds " + INCOMPLETE)
                : Optional.empty();
    }

    private SortedMap<String, Path> paths() {
        return paths(name -> true);
    }

    /** The directories of those models whose names are asked for, usable or not; the others are not even looked at. */
    SortedMap<String, Path> paths(Predicate<String> wanted) {
        SortedMap<String, Path> paths = new TreeMap<>(named);
        paths.keySet().removeIf(wanted.negate());
        if (root.isPresent()) {
            try (Stream<Path> entries = Files.list(root.get())) {
                entries.filter(path -> wanted.test(path.getFileName().toString()))
                        .filter(ModelCatalog::isModelDirectory)
                        .forEach(path -> paths.putIfAbsent(nameOf(path), path));
            } catch (IOException e) {
                String problem = Files.isDirectory(root.get()) ? e.toString() : "there is no such directory";
                throw new UncheckedIOException(
                        new IOException(root.get() + ": the models in it cannot be listed: " + problem, e));
            }
        }
        return paths;
    }

    private static boolean isModelDirectory(Path path) {
        String name = path.getFileName().toString();
        boolean temporary =
                name.startsWith(".") || name.endsWith(".part") || name.endsWith(".partial") || name.endsWith(".tmp");
        return !temporary && Files.isDirectory(path);
    }

    /** A model, with what is wrong with it. */
    static AvailableModel look(String name, Path path) {
        Optional<String> unfinished = incomplete(path);
        try {
            ModelDirectory directory = ModelDirectory.open(path);
            return new AvailableModel(name, path, Optional.of(directory.config()), unfinished);
        } catch (IOException | RuntimeException e) {
            return new AvailableModel(
                    name, path, Optional.empty(), unfinished.or(() -> Optional.of(String.valueOf(e.getMessage()))));
        }
    }
}
