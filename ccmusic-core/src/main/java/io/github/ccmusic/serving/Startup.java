package io.github.ccmusic.serving;

import io.github.ccmusic.modeldir.ModelDirectory;
import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which model a router starts with.
 *
 * <p>The environment counts when it names another model than when it last counted, so that a container that is started with another
 * variable serves another model, while one that is merely restarted serves what it was switched to. It has counted once its model has
 * loaded. Else the pointer file counts, else the builder, else the only model there is. The models that were active before, and the
 * builder's, stand in for one that does not load.
 */
record Startup(ModelCatalog catalog, List<ModelPointer> candidates) {
    private static final Logger LOG = LoggerFactory.getLogger(GenreRouter.class);

    static Startup of(RouterBuilder builder, Optional<ModelPointer> stored) {
        ModelCatalog catalog = builder.environment.map(builder.catalog::with).orElse(builder.catalog);
        List<ModelPointer> candidates = new ArrayList<>();
        environment(builder, stored).ifPresent(candidates::add);
        stored.ifPresent(pointer -> addWithThoseBefore(pointer, candidates));
        builder.initial.ifPresent(name -> candidates.add(to(name, stored)));
        if (candidates.isEmpty()) {
            candidates.add(ModelPointer.first(onlyModel(catalog)));
        }
        Set<String> names = new HashSet<>();
        candidates.removeIf(candidate -> !names.add(candidate.active()));
        return new Startup(catalog, candidates);
    }

    private static Optional<ModelPointer> environment(RouterBuilder builder, Optional<ModelPointer> stored) {
        return builder.environment
                .filter(path -> stored.flatMap(ModelPointer::environment)
                        .filter(honoured -> isSameModel(path, honoured))
                        .isEmpty())
                .map(path -> to(ModelCatalog.nameOf(path), stored).honouring(path.toString()));
    }

    /** A model may be spelt as its directory, as the checkpoint in it, or by way of links. */
    private static boolean isSameModel(Path path, String honoured) {
        try {
            return path.toString().equals(honoured) || checkpoint(path).equals(checkpoint(Path.of(honoured)));
        } catch (IOException | InvalidPathException e) {
            return false;
        }
    }

    private static Path checkpoint(Path model) throws IOException {
        return ModelDirectory.open(model).checkpoint().toRealPath();
    }

    private static ModelPointer to(String name, Optional<ModelPointer> stored) {
        return stored.map(before -> before.to(name)).orElseGet(() -> ModelPointer.first(name));
    }

    private static String onlyModel(ModelCatalog catalog) {
        List<String> usable = catalog.list().stream()
                .filter(model -> model.problem().isEmpty())
                .map(AvailableModel::name)
                .toList();
        if (usable.size() == 1) {
            return usable.get(0);
        }
        throw new IllegalStateException((usable.isEmpty()
                        ? "there is no model to start with"
                        : "which model to start with? There are " + usable)
                + ". Name one by the builder's initial(…) or by the environment variable "
                + ModelDirectory.PATH_VARIABLE);
    }

    private static void addWithThoseBefore(ModelPointer stored, List<ModelPointer> candidates) {
        ModelPointer next = stored;
        candidates.add(next);
        while (!next.previous().isEmpty()) {
            next = next.back();
            candidates.add(next);
        }
    }

    /** Makes the first that loads the active one. */
    void activate(Switchboard board) throws SwitchException {
        SwitchException failure = null;
        for (ModelPointer candidate : candidates) {
            try {
                board.follow(candidate);
                return;
            } catch (SwitchException e) {
                if (failure == null) {
                    failure = e;
                } else {
                    failure.addSuppressed(e);
                }
                LOG.error("cannot start with '{}'", candidate.active(), e);
            }
        }
        if (failure != null) {
            throw failure;
        }
    }
}
