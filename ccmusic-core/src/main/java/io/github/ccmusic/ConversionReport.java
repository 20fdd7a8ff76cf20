package io.github.ccmusic;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/**
 * What a conversion has made of a model.
 *
 * @param directory the new one
 * @param bytesBefore the size of the old checkpoint
 * @param bytes the size of the new one
 * @param pictures on how many made-up pictures the answers were compared
 * @param largestDifference the largest, over the pictures and the genres, between the old and the new probability
 * @param sameBest on how many pictures both take the same genre for the most probable
 */
public record ConversionReport(
        Path directory, long bytesBefore, long bytes, int pictures, double largestDifference, int sameBest) {

    /** Compares probabilities of shape [pictures][genres]. */
    static ConversionReport of(
            Path directory, long bytesBefore, long bytes, List<double[]> expected, List<double[]> found) {
        double largest = 0;
        int sameBest = 0;
        for (int i = 0; i < expected.size(); i++) {
            for (int genre = 0; genre < expected.get(i).length; genre++) {
                largest = Math.max(largest, Math.abs(expected.get(i)[genre] - found.get(i)[genre]));
            }
            if (best(expected.get(i)) == best(found.get(i))) {
                sameBest++;
            }
        }
        return new ConversionReport(directory, bytesBefore, bytes, expected.size(), largest, sameBest);
    }

    private static int best(double[] probabilities) {
        int best = 0;
        for (int i = 1; i < probabilities.length; i++) {
            if (probabilities[i] > probabilities[best]) {
                best = i;
            }
        }
        return best;
    }

    /** For people: sizes, and how far answers have moved. */
    @Override
    public String toString() {
        String answers = largestDifference == 0
                ? "the answers for " + pictures + " made-up pictures are equal"
                : String.format(
                        Locale.ROOT,
                        "over %d made-up pictures no probability differs by more than %.1e, and %d have the same best genre",
                        pictures,
                        largestDifference,
                        sameBest);
        return String.format(
                Locale.ROOT, "%s: %.1f MB, was %.1f MB; %s", directory, bytes / 1e6, bytesBefore / 1e6, answers);
    }
}
