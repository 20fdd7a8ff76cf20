package io.github.ccmusic.models.arch;

import io.github.ccmusic.models.checkpoint.StateDict;
import io.github.ccmusic.models.graph.Graph;
import io.github.ccmusic.models.graph.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The part of a state dict that is an architecture's network, under the keys that the architecture knows: without what a framework has
 * put before them, and in today's spelling.
 *
 * <p>What a state dict has beside that part, such as a loss's weights or an average over training, is left aside, but only where the
 * part is whole.
 */
public final class WeightsMatch {
    private final Network network;
    private final StateDict all;
    private final String prefix;
    private final KeySpelling spelling;
    private final Head head;
    private final Comparison comparison;
    private final boolean isAsked;
    /** The prefixes of all parts that fit, if there is more than one. */
    private final List<String> rivals;

    /** An architecture for pictures of a size. */
    private record Network(Architecture architecture, Heads heads, int height, int width) {
        Graph with(Head head) {
            return Graph.endingIn(architecture.logits(Tensor.picture(height, width), head));
        }
    }

    private WeightsMatch(Network network, StateDict all, String prefix, boolean isAsked) {
        this.network = network;
        this.all = all;
        this.prefix = prefix;
        this.isAsked = isAsked;
        this.rivals = List.of();
        this.spelling = KeySpelling.of(network.architecture, network.heads, all.under(prefix));
        this.head = network.heads.in(spelling.stateDict());
        this.comparison = Comparison.of(network.architecture, network.with(head), spelling.stateDict());
    }

    private WeightsMatch(WeightsMatch match, List<String> rivals) {
        this.network = match.network;
        this.all = match.all;
        this.prefix = match.prefix;
        this.isAsked = match.isAsked;
        this.rivals = rivals;
        this.spelling = match.spelling;
        this.head = match.head;
        this.comparison = match.comparison;
    }

    /**
     * Finds an architecture's network in a state dict.
     *
     * @param height of the pictures that it is to take
     * @param width of the pictures that it is to take
     * @param keyPrefix what stands before its keys; empty to look for it
     */
    public static WeightsMatch of(
            Architecture architecture, int height, int width, StateDict stateDict, Optional<String> keyPrefix) {
        Network network = new Network(architecture, new Heads(architecture), height, width);
        if (keyPrefix.isPresent()) {
            return new WeightsMatch(network, stateDict, asWritten(keyPrefix.get(), stateDict), true);
        }
        List<WeightsMatch> matches = KeyPrefixes.in(stateDict, network.heads.with(Head.Kind.LINEAR)).stream()
                .map(prefix -> new WeightsMatch(network, stateDict, prefix, false))
                .toList();
        List<WeightsMatch> fits =
                matches.stream().filter(match -> match.comparison.isFit()).toList();
        List<WeightsMatch> own = fits.stream()
                .filter(match -> !KeyPrefixes.isOfAverage(match.prefix))
                .toList();
        List<WeightsMatch> best = own.isEmpty() ? fits : own;
        if (best.isEmpty()) {
            return matches.stream()
                    .reduce((a, b) -> b.share() > a.share() ? b : a)
                    .orElseThrow();
        }
        return best.size() == 1
                ? best.get(0)
                : new WeightsMatch(
                        best.get(0), best.stream().map(match -> match.prefix).toList());
    }

    /** A prefix with its dot, and without a {@code module.} that the checkpoint's reader has taken off. */
    private static String asWritten(String keyPrefix, StateDict stateDict) {
        String prefix = keyPrefix.endsWith(".") ? keyPrefix : keyPrefix + ".";
        return stateDict.under(prefix).size() == 0 && prefix.startsWith("module.")
                ? prefix.substring("module.".length())
                : prefix;
    }

    /** What the network reads, by the architecture's keys. */
    public StateDict weights() {
        return spelling.stateDict();
    }

    /** The head that it was saved with: its kind by its keys, its classes by its last layer. */
    public Head head() {
        return head;
    }

    /** What stands before the network's keys; empty if nothing does. */
    public String prefix() {
        return prefix;
    }

    /** The share of tensors that agree among all that are needed or there: 1 for a fit. */
    double share() {
        return comparison.share();
    }

    /** What whoever loads the network should know. */
    public List<String> notes() {
        List<String> notes = new ArrayList<>();
        if (!prefix.isEmpty() && !isAsked) {
            List<String> beside = beside();
            notes.add("the weights are those under " + Keys.shown(List.of(prefix))
                    + (beside.isEmpty() ? ", which all keys begin with" : "; not used are " + Keys.shown(beside))
                    + ". \"key_prefix\" in config.json says which to take");
        }
        spelling.note().ifPresent(notes::add);
        return notes;
    }

    /**
     * Returns if the network has every tensor that it needs, in the shape that it needs, and no other, and if there is no doubt about
     * which part of the state dict it is.
     *
     * @param wanted the head that it is to have
     * @throws StateDictMismatchException otherwise, with all differences
     */
    public void requireFit(Head wanted) throws StateDictMismatchException {
        String name = network.architecture.name();
        if (isAsked && weights().size() == 0) {
            throw refusal("no key begins with '" + prefix
                    + "', which \"key_prefix\" in config.json names; they begin with " + Keys.shown(all.keys()));
        }
        Comparison differences = Comparison.of(network.architecture, network.with(wanted), weights());
        if (!differences.isFit()) {
            Optional<String> unknown = UnknownHead.in(network.heads, wanted, weights(), differences);
            if (unknown.isPresent()) {
                throw refusal("the weights" + where() + " are those of " + name + " up to the head. " + unknown.get());
            }
            throw StateDictCheck.mismatch(network.architecture, wanted, differences, where(), all);
        }
        if (!rivals.isEmpty()) {
            throw refusal("the weights of " + name + " are there more than once, under " + Keys.shown(rivals)
                    + ". Name one of these as \"key_prefix\" in config.json");
        }
        List<String> layers = isAsked ? List.of() : layersAround(wanted.classes());
        if (!layers.isEmpty()) {
            throw refusal("the weights under '" + prefix + "' are those of " + name + ", but " + Keys.shown(layers)
                    + " may be layers before or after it. If they are not, add \"key_prefix\": \"" + prefix
                    + "\" to config.json");
        }
    }

    private static StateDictMismatchException refusal(String problem) {
        return new StateDictMismatchException(problem, List.of(), List.of(), List.of(), "");
    }

    /** For messages: where in the state dict the weights are, unless they are all of it. */
    private String where() {
        List<String> beside = beside();
        if (prefix.isEmpty()) {
            String common = KeyPrefixes.common(all.keys());
            return common.isEmpty() ? "" : ", whose keys all begin with '" + common + "',";
        }
        return beside.isEmpty()
                ? " without the prefix '" + prefix + "', which all keys have,"
                : " under '" + prefix + "', beside which there are " + Keys.shown(beside) + ",";
    }

    private List<String> beside() {
        return all.keys().stream().filter(key -> !key.startsWith(prefix)).toList();
    }

    /** Tensors beside the network that could make its pictures or read its logits, other than those of the network's copies. */
    private List<String> layersAround(int classes) {
        List<String> copies = KeyPrefixes.in(all, network.heads.with(Head.Kind.LINEAR)).stream()
                .filter(other -> !other.isEmpty() && !prefix.startsWith(other))
                .toList();
        return all.tensors().entrySet().stream()
                .filter(entry -> !entry.getKey().startsWith(prefix))
                .filter(entry -> copies.stream().noneMatch(entry.getKey()::startsWith))
                .filter(entry -> {
                    long[] shape = entry.getValue().shape();
                    return (shape.length == 2 && shape[1] == classes) || (shape.length == 4 && shape[0] == 3);
                })
                .map(Map.Entry::getKey)
                .toList();
    }
}
