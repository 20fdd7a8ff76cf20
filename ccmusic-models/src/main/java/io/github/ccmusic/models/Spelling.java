package io.github.ccmusic.models;

import static java.util.Comparator.comparingInt;

import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Finds the name that somebody meant who wrote another one: {@code normalize} for {@code normalise}, {@code num_classes} for
 * {@code numClases}.
 *
 * <p>Names are near each other if few letters have to be put in, left out, replaced or swapped with their neighbour [1]. Case, hyphens and
 * the British and the American way to write a word make no difference.
 *
 * <p>[1] Damerau, "A technique for computer detection and correction of spelling errors", CACM 1964; here no letter is changed twice.
 */
public final class Spelling {
    private static final Pattern HUMP = Pattern.compile("(?<=[a-z0-9])(?=[A-Z])");

    private Spelling() {}

    /** The names nearest to a word, the nearest first; of equals, the first given. */
    public static List<String> nearest(String word, Collection<String> names, int count) {
        return names.stream()
                .sorted(comparingInt(name -> distance(plain(word), plain(name))))
                .limit(count)
                .toList();
    }

    /** The name that a word is a misspelling of: one that differs in no more than a third of its letters, and in three at most. */
    public static Optional<String> meant(String word, Collection<String> names) {
        return nearest(word, names, 1).stream()
                .filter(name ->
                        distance(plain(word), plain(name)) <= Math.min(3, Math.max(word.length(), name.length()) / 3))
                .findFirst();
    }

    private static String plain(String word) {
        return HUMP.matcher(word)
                .replaceAll("_")
                .toLowerCase(Locale.ROOT)
                .replaceAll("[ .-]", "_")
                .replace("ise", "ize")
                .replace("our", "or")
                .replace("licence", "license");
    }

    static int distance(String a, String b) {
        int[][] changes = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) {
            for (int j = 0; j <= b.length(); j++) {
                changes[i][j] = i == 0 ? j : j == 0 ? i : fewest(changes, a, i, b, j);
            }
        }
        return changes[a.length()][b.length()];
    }

    private static int fewest(int[][] changes, String a, int i, String b, int j) {
        boolean same = a.charAt(i - 1) == b.charAt(j - 1);
        int fewest =
                Math.min(changes[i - 1][j - 1] + (same ? 0 : 1), 1 + Math.min(changes[i - 1][j], changes[i][j - 1]));
        boolean swapped = i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1);
        return swapped ? Math.min(fewest, changes[i - 2][j - 2] + 1) : fewest;
    }
}
