package io.github.ccmusic.models.arch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.ccmusic.models.checkpoint.StateDict;
import io.github.ccmusic.models.checkpoint.TensorData;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Keys as people's frameworks save them become the architecture's, or the refusal says what is in the way. */
class WeightsMatchTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "_orig_mod.",
                "_orig_mod.module.",
                "module._orig_mod.",
                "model.",
                "net.",
                "backbone.",
                "encoder.",
                "model.module.",
                "lightning.model._orig_mod.",
                "ema.",
                "features." // a name of the network's own
            })
    void takesOffWhatStandsBeforeEveryKey(String prefix) throws IOException {
        StateDict own = weights("squeezenet1_1");

        WeightsMatch match = match("squeezenet1_1", renamed(own, key -> prefix + key));

        assertFits(match, own, Head.linear(16));
        assertThat(match.prefix()).isEqualTo(prefix);
        assertThat(match.notes())
                .singleElement()
                .asString()
                .contains("under '" + prefix + "'", "\"key_prefix\" in config.json");
    }

    @Test
    void saysNothingOfKeysAsTorchvisionHasThem() throws IOException {
        StateDict own = weights("resnet18");
        WeightsMatch match = match("resnet18", own);

        assertFits(match, own, Head.linear(16));
        assertThat(match.weights()).isSameAs(own);
        assertThat(match.notes()).isEmpty();
    }

    @Test
    void leavesALossAndCountersAsideAndNamesThem() throws IOException {
        StateDict own = weights("resnet18");
        Map<String, TensorData> tensors = new LinkedHashMap<>();
        tensors.put("n_averaged", TensorData.of(new long[0], 3));
        tensors.putAll(renamed(own, key -> "module." + key).tensors());
        tensors.put("criterion.weight", TensorData.of(new long[] {2}, 1, 2));

        WeightsMatch match = match("resnet18", StateDict.of(tensors));

        assertFits(match, own, Head.linear(16));
        assertThat(match.notes()).singleElement().asString().contains("not used are 'n_averaged', 'criterion.weight'");
    }

    @ParameterizedTest
    @ValueSource(strings = {"ema.", "model_ema.module.", "ema_model.", "swa_model.module."})
    void takesTheNetworkAndNotItsAverage(String average) throws IOException {
        StateDict own = weights("squeezenet1_1");
        Map<String, TensorData> tensors = new LinkedHashMap<>();
        tensors.putAll(renamed(own, key -> average + key).tensors());
        tensors.putAll(renamed(own, key -> "model." + key).tensors());
        StateDict both = StateDict.of(tensors);

        WeightsMatch match = match("squeezenet1_1", both);
        assertFits(match, own, Head.linear(16));
        assertThat(match.prefix()).isEqualTo("model.");
        assertThat(match.notes()).singleElement().asString().contains("not used are '" + average);

        WeightsMatch asked = match("squeezenet1_1", both, average);
        assertFits(asked, own, Head.linear(16));
        assertThat(asked.prefix()).isEqualTo(average);
        assertThat(asked.notes()).isEmpty();
    }

    @Test
    void doesNotChooseBetweenTwoNetworks() throws IOException {
        StateDict own = weights("squeezenet1_1");
        Map<String, TensorData> tensors = new LinkedHashMap<>();
        tensors.putAll(renamed(own, key -> "teacher." + key).tensors());
        tensors.putAll(renamed(own, key -> "student." + key).tensors());

        assertRefused(
                match("squeezenet1_1", StateDict.of(tensors)),
                "are there more than once, under 'teacher.', 'student.'. Name one of these as \"key_prefix\"");
        assertFits(match("squeezenet1_1", StateDict.of(tensors), "student"), own, Head.linear(16));
    }

    @Test
    void doesNotLeaveALayerAsideThatReadsTheLogits() throws IOException {
        Map<String, TensorData> tensors = new LinkedHashMap<>(
                renamed(weights("resnet18"), key -> "backbone." + key).tensors());
        tensors.put("classifier.weight", TensorData.of(new long[] {2, 16}, new float[32]));

        assertRefused(
                match("resnet18", StateDict.of(tensors)),
                "the weights under 'backbone.' are those of resnet18, but 'classifier.weight' may be layers before or after",
                "add \"key_prefix\": \"backbone.\"");
        match("resnet18", StateDict.of(tensors), "backbone.").requireFit(Head.linear(16));
    }

    @Test
    void doesNotLeaveAsideWhatHasNoPlaceInANetworkWithoutPrefix() throws IOException {
        Map<String, TensorData> tensors =
                new LinkedHashMap<>(weights("resnet18").tensors());
        tensors.put("loss_weights", TensorData.of(new long[] {2}, 1, 2));

        assertRefused(match("resnet18", StateDict.of(tensors)), "1 unexpected: 'loss_weights'");
    }

    @Test
    void comparesUnderThePrefixWhereTheRestDoesNotFit() throws IOException {
        Map<String, TensorData> tensors = new LinkedHashMap<>(
                renamed(weights("resnet18"), key -> "model." + key).tensors());
        tensors.remove("model.layer1.0.conv1.weight");

        assertRefused(
                match("resnet18", StateDict.of(tensors)),
                "the weights without the prefix 'model.', which all keys have, are not those of resnet18",
                "; 1 missing: 'layer1.0.conv1.weight'");
        tensors.put("loss.weight", TensorData.of(new long[] {2}, 1, 2));
        assertRefused(
                match("resnet18", StateDict.of(tensors)),
                "under 'model.', beside which there are 'loss.weight'",
                "1 missing");
    }

    @Test
    void saysWhichPrefixAllKeysHaveAndWhoseTheyLookLike() throws IOException {
        assertRefused(
                match("vgg19_bn", renamed(weights("resnet18"), key -> "net." + key)),
                "the weights, whose keys all begin with 'net.', are not those of vgg19_bn",
                "They look like those of resnet18 with 16 classes and the head 'linear' under 'net.'");
    }

    @Test
    void saysThatNoKeyBeginsAsAsked() throws IOException {
        assertRefused(
                match("squeezenet1_1", weights("squeezenet1_1"), "model."),
                "no key begins with 'model.', which \"key_prefix\" in config.json names; they begin with 'features.0.weight'");
    }

    @ParameterizedTest
    @CsvSource({
        "densenet121, '(denselayer\\d+\\.(?:norm|conv))([12]\\.)', $1.$2, features.denseblock1.denselayer1.norm.1.weight",
        "vit_b_16, '\\.mlp\\.0\\.', .mlp.linear_1., encoder.layers.encoder_layer_0.mlp.linear_1.weight"
    })
    void readsTheSpellingOfOlderTorchvisions(String arch, String today, String older, String example)
            throws IOException {
        StateDict own = weights(arch);
        StateDict old =
                renamed(own, key -> "module.x." + key.replaceAll(today, older).replace(".mlp.3.", ".mlp.linear_2."));
        assertThat(old.keys()).contains("module.x." + example).doesNotContainAnyElementsOf(own.keys());

        assertFits(match(arch, old), own, Head.linear(16));
    }

    @ParameterizedTest
    @CsvSource({
        "resnet18, fc, fc.1",
        "resnet18, fc, fc.0",
        "densenet121, classifier, classifier.1",
        "swin_t, head, head.1",
        "vit_b_16, heads.head, heads.head.1",
        "vit_b_16, heads.head, heads",
        "vit_b_16, heads.head, heads.1",
        "efficientnet_b0, classifier.1, classifier",
        "efficientnet_b0, classifier.1, classifier.1.1",
        "convnext_tiny, classifier.2, classifier.2.1",
        "vgg11, classifier.6, classifier.6.1",
        "maxvit_t, classifier.5, classifier.5.1"
    })
    void recognisesAHeadOfOneLinearLayerUnderAnyOfItsNames(String arch, String layer, String found) throws IOException {
        StateDict own = weights(arch);
        StateDict saved = renamed(own, key -> key.replaceFirst("^" + layer + "\\.(weight|bias)$", found + ".$1"));
        assertThat(saved.keys()).isNotEqualTo(own.keys());

        WeightsMatch match = match(arch, saved);

        assertFits(match, own, Head.linear(16));
        assertThat(match.notes()).hasSize(found.endsWith(".1") ? 1 : 0);
    }

    @ParameterizedTest
    @CsvSource({
        "mobilenet_v3_small, classifier, classifier.3, 576",
        "mobilenet_v3_small, classifier.0, classifier.3, 576",
        "mobilenet_v3_small, classifier.1, classifier.3, 576",
        "vgg11, classifier, classifier.6, 25088",
        "alexnet, classifier.1, classifier.6, 9216"
    })
    void recognisesOneLinearLayerInPlaceOfAWholeClassifier(String arch, String found, String last, int features)
            throws IOException {
        Map<String, TensorData> tensors = new LinkedHashMap<>(weights(arch).tensors());
        tensors.keySet().removeIf(key -> key.startsWith("classifier."));
        tensors.put(found + ".weight", TensorData.of(new long[] {3, features}, new float[3 * features]));
        tensors.put(found + ".bias", TensorData.of(new long[] {3}, 1, 2, 3));

        WeightsMatch match = match(arch, StateDict.of(tensors));

        assertThat(match.head()).isEqualTo(new Head(Head.Kind.ONE_LINEAR, 3));
        match.requireFit(match.head());
        assertThat(match.weights().keys())
                .contains("classifier.weight", "classifier.bias")
                .doesNotContain(last);
    }

    @Test
    void namesAHeadThatItDoesNotKnow() throws IOException {
        Map<String, TensorData> tensors =
                new LinkedHashMap<>(weights("resnet18").tensors());
        tensors.keySet().removeIf(key -> key.startsWith("fc."));
        assertRefused(
                match("resnet18", StateDict.of(tensors)),
                "the weights are those of resnet18 up to the head. The head is none that is known here: found under 'fc' is"
                        + " nothing; expected the layers 'fc' of the head 'linear', or the layers 'fc.1', 'fc.4', 'fc.7', 'fc.9'"
                        + " of the head 'ccmusic_mlp'");
        tensors.put("fc.0.weight", TensorData.of(new long[] {8, 512}, new float[8 * 512]));
        tensors.put("fc.3.weight", TensorData.of(new long[] {3, 8}, new float[24]));
        assertRefused(
                match("resnet18", StateDict.of(tensors)),
                "found under 'fc' are 'fc.0.weight [8, 512]', 'fc.3.weight [3, 8]'");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        \\.running_.*$          |                      | save model.state_dict(), not its named_parameters()
        ^conv1.weight$          | conv1.weight_orig    | torch.nn.utils.prune.remove(layer, "weight")
        ^fc.weight$             | fc.weight_g          | torch.nn.utils.remove_weight_norm(layer)
        """)
    void saysWhatWasDoneToTheNetworkBeforeItWasSaved(String pattern, String instead, String advice) throws IOException {
        Map<String, TensorData> tensors = new LinkedHashMap<>();
        weights("resnet18").tensors().forEach((key, tensor) -> {
            String renamed = key.replaceFirst(pattern, instead == null ? "" : instead);
            if (renamed.equals(key) || instead != null) {
                tensors.put(renamed, tensor);
            }
        });
        assertRefused(match("resnet18", StateDict.of(tensors)), advice);
    }

    @Test
    void countsTheClassesByTheBiasWhereTheLastWeightIsMissing() throws IOException {
        Map<String, TensorData> tensors =
                new LinkedHashMap<>(weights("resnet18").tensors());
        tensors.remove("fc.weight");

        WeightsMatch match = match("resnet18", StateDict.of(tensors));

        assertThat(match.head()).isEqualTo(Head.linear(16));
        assertRefused(match, "the weights are not those of resnet18; 1 missing: 'fc.weight'. ");
    }

    private static void assertFits(WeightsMatch match, StateDict own, Head head) throws IOException {
        assertThat(match.head()).isEqualTo(head);
        match.requireFit(match.head());
        assertThat(match.weights().tensors()).containsExactlyEntriesOf(own.tensors());
    }

    private static void assertRefused(WeightsMatch match, String... reasons) {
        assertThatThrownBy(() -> match.requireFit(match.head()))
                .isInstanceOf(StateDictMismatchException.class)
                .hasMessageContainingAll(reasons);
    }

    private static WeightsMatch match(String arch, StateDict stateDict) {
        return match(arch, stateDict, null);
    }

    private static WeightsMatch match(String arch, StateDict stateDict, @Nullable String prefix) {
        Architecture architecture = Architectures.builtIn().named(arch);
        int size = architecture.inputSize();
        return WeightsMatch.of(architecture, size, size, stateDict, Optional.ofNullable(prefix));
    }

    private static StateDict weights(String arch) throws IOException {
        return ReferenceArchitecture.named(arch, Head.Kind.LINEAR).stateDict();
    }

    private static StateDict renamed(StateDict stateDict, UnaryOperator<String> names) {
        Map<String, TensorData> tensors = new LinkedHashMap<>();
        stateDict.tensors().forEach((key, tensor) -> tensors.put(names.apply(key), tensor));
        return StateDict.of(tensors);
    }
}
