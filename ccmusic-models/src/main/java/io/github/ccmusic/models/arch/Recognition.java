package io.github.ccmusic.models.arch;

import io.github.ccmusic.models.checkpoint.StateDict;
import java.util.Comparator;
import java.util.Optional;

/**
 * The architecture that a state dict looks like, by its keys and shapes. Those of torchvision all differ in them, so that a whole state
 * dict leaves no doubt.
 *
 * @param architecture the best match
 * @param head its kind and its number of classes, read off the keys and the last layer
 * @param prefix what stands before the keys of its tensors; empty if nothing does
 * @param share of tensors that agree among all that are needed or there: 1 if everything fits
 */
public record Recognition(Architecture architecture, Head head, String prefix, double share) {

    /**
     * The best match among the architectures of a table, the first of them if there are several.
     *
     * @return empty if no tensor is like one of any architecture
     */
    public static Optional<Recognition> of(StateDict stateDict, Architectures known) {
        return known.names().stream()
                .map(name -> of(stateDict, known.named(name)))
                .filter(recognition -> recognition.share > 0)
                // max() would return the last of equals
                .min(Comparator.comparingDouble(recognition -> -recognition.share));
    }

    private static Recognition of(StateDict stateDict, Architecture architecture) {
        int size = architecture.inputSize();
        WeightsMatch match = WeightsMatch.of(architecture, size, size, stateDict, Optional.empty());
        return new Recognition(architecture, match.head(), match.prefix(), match.share());
    }

    /** Whether every tensor is where it should be, and as large as it should be. */
    public boolean isCertain() {
        return share == 1;
    }

    boolean isOf(Architecture other, Head otherHead) {
        return architecture.name().equals(other.name()) && head.equals(otherHead);
    }

    /** For people: {@code resnet18 with 16 classes and the head 'linear'}. */
    @Override
    public String toString() {
        return architecture.name() + " with " + head.classes() + " classes and the head '"
                + head.kind().id() + "'" + (prefix.isEmpty() ? "" : " under '" + prefix + "'");
    }
}
