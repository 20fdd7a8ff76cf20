package io.github.ccmusic;

import io.github.ccmusic.modeldir.LabelSpec;
import io.github.ccmusic.modeldir.ModelConfigException;
import io.github.ccmusic.modeldir.ModelDirectory;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

/** The genres of a model: config.json's labels, else upstream's 16 for 16 classes, else numbers. */
final class GenreLabels {
    private final ModelDirectory directory;
    private final LabelSpec spec;
    private final List<String> ids;

    private GenreLabels(ModelDirectory directory, int classes) throws ModelConfigException {
        this.directory = directory;
        this.spec = directory.config().labels();
        if (!spec.ids().isEmpty()) {
            check("labels", spec.ids().size(), classes);
            ids = spec.ids();
        } else if (classes == UpstreamGenres.IDS.size()) {
            ids = UpstreamGenres.IDS;
        } else {
            ids = IntStream.range(0, classes).mapToObj(i -> "class_" + i).toList();
        }
        for (Map.Entry<String, List<String>> names : spec.displayNames().entrySet()) {
            check("labels_display." + names.getKey(), names.getValue().size(), classes);
        }
        Set<String> known = new HashSet<>(ids);
        known.addAll(spec.parents().values());
        for (String child : spec.parents().keySet()) {
            if (!known.contains(child)) {
                throw new ModelConfigException(
                        directory.configFile(),
                        "label_parents." + child,
                        "\"label_parents\" names '" + child + "', which is no label; expected one of " + ids + ".");
            }
        }
    }

    /**
     * Returns the genres in the order of the last layer.
     *
     * @throws ModelConfigException if config.json names another number of them than the last layer has
     */
    static List<Genre> of(ModelDirectory directory, int classes) throws ModelConfigException {
        return new GenreLabels(directory, classes).genres();
    }

    private List<Genre> genres() {
        List<Genre> genres = new ArrayList<>();
        for (int i = 0; i < ids.size(); i++) {
            String id = ids.get(i);
            Optional<Genre> upstream = UpstreamGenres.named(id);
            Map<String, String> names =
                    new HashMap<>(upstream.map(Genre::displayNames).orElse(Map.of()));
            for (Map.Entry<String, List<String>> language : spec.displayNames().entrySet()) {
                names.put(language.getKey(), language.getValue().get(i));
            }
            Optional<Genre> parent = spec.parents().isEmpty() ? upstream.flatMap(Genre::parent) : parent(id);
            genres.add(new Genre(id, names, parent));
        }
        return genres;
    }

    private Optional<Genre> parent(String id) {
        return Optional.ofNullable(spec.parents().get(id)).map(parent -> new Genre(parent, Map.of(), parent(parent)));
    }

    private void check(String key, int count, int classes) throws ModelConfigException {
        if (count != classes) {
            throw new ModelConfigException(
                    directory.configFile(),
                    key,
                    "\"" + key + "\" has " + count + " entries, but the last layer of " + directory.checkpoint()
                            + " has " + classes + " outputs. Compare config.json with the checkpoint.");
        }
    }
}
