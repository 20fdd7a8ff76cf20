package io.github.ccmusic;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The 16 genres of the CCMusic database, in the order of its models' last layer, and the 9 and 2 coarser ones above them.
 */
final class UpstreamGenres {
    private static final Genre CLASSIC = group("Classic", "Classical", "古典", null);
    private static final Genre NON_CLASSIC = group("Non_classic", "Non-classical", "非古典", null);
    private static final Genre POP = group("Pop", "Pop", "流行", NON_CLASSIC);
    private static final Genre DANCE = group("Dance_and_house", "Dance and house", "舞曲", NON_CLASSIC);
    private static final Genre INDIE = group("Indie", "Indie", "独立", NON_CLASSIC);
    private static final Genre ROCK = group("Rock", "Rock", "摇滚", NON_CLASSIC);

    private static final Map<String, Genre> BY_ID = new LinkedHashMap<>();

    static {
        for (Genre genre : List.of(
                group("Symphony", "Symphony", "交响乐", CLASSIC),
                group("Opera", "Opera", "戏曲", CLASSIC),
                group("Solo", "Solo", "独奏", CLASSIC),
                group("Chamber", "Chamber", "室内乐", CLASSIC),
                group("Pop_vocal_ballad", "Pop vocal ballad", "芭乐", POP),
                group("Adult_contemporary", "Adult contemporary", "成人时代", POP),
                group("Teen_pop", "Teen pop", "青少年流行", POP),
                group("Contemporary_dance_pop", "Contemporary dance pop", "当代流行舞曲", DANCE),
                group("Dance_pop", "Dance pop", "流行舞曲", DANCE),
                group("Classic_indie_pop", "Classic indie pop", "经典独立流行", INDIE),
                group("Chamber_cabaret_and_art_pop", "Chamber cabaret and art pop", "室内卡巴莱与艺术流行乐", INDIE),
                group("Soul_or_r_and_b", "Soul or R&B", "灵魂乐或节奏布鲁斯", NON_CLASSIC),
                group("Adult_alternative_rock", "Adult alternative rock", "成人另类摇滚", ROCK),
                group("Uplifting_anthemic_rock", "Uplifting anthemic rock", "迷幻民族摇滚", ROCK),
                group("Soft_rock", "Soft rock", "慢摇滚", ROCK),
                group("Acoustic_pop", "Acoustic pop", "原声流行", POP))) {
            BY_ID.put(genre.id(), genre);
        }
    }

    /** The ids of the classes, in the order of the last layer. */
    static final List<String> IDS = List.copyOf(BY_ID.keySet());

    private UpstreamGenres() {}

    /** One of the 16. */
    static Optional<Genre> named(String id) {
        return Optional.ofNullable(BY_ID.get(id));
    }

    private static Genre group(String id, String english, String chinese, @Nullable Genre parent) {
        return new Genre(id, Map.of("en", english, "zh", chinese), Optional.ofNullable(parent));
    }
}
