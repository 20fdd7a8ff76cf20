package io.github.ccmusic.serving;

import io.github.ccmusic.modeldir.ModelDirectory;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which model a router starts with.
 *
 * <p>The environment counts when it names another model than when it last counted, so that a container that is started with another
 * variable serves another model, while one that is merely restarted serves what it was switched to. Else the pointer file counts, else
 * the builder, else the only model there is. The models that were active before stand in for one that does not load.
 */
record Startup(ModelCatalog catalog, List<ModelPointer> candidates) {
    private static final Logger LOG = LoggerFactory.getLogger(GenreRouter.class);

    static Startup of(RouterBuilder builder, Optional<ModelPointer> stored) {
        ModelCatalog catalog = builder.environment.map(builder.catalog::with).orElse(builder.catalog);
        ModelPointer wanted = environment(builder, stored)
                .or(() -> stored)
                .or(() -> builder.initial.map(ModelPointer::first))
                .orElseGet(() -> ModelPointer.first(onlyModel(catalog)));
        return new Startup(catalog, withThoseBefore(wanted));
    }

    private static Optional<ModelPointer> environment(RouterBuilder builder, Optional<ModelPointer> stored) {
        return builder.environment
                .filter(path -> !stored.flatMap(ModelPointer::environment).equals(Optional.of(path.toString())))
                .map(path -> {
                    String name = ModelCatalog.nameOf(path);
                    return stored.map(before -> before.to(name))
                            .orElseGet(() -> ModelPointer.first(name))
                            .honouring(path.toString());
                });
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

    private static List<ModelPointer> withThoseBefore(ModelPointer wanted) {
        List<ModelPointer> candidates = new ArrayList<>();
        Set<String> names = new LinkedHashSet<>();
        for (ModelPointer next = wanted; ; next = next.back()) {
            if (names.add(next.active())) {
                candidates.add(next);
            }
            if (next.previous().isEmpty()) {
                return candidates;
            }
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
