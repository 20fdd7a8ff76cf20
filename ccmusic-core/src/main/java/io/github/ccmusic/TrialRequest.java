package io.github.ccmusic;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.ccmusic.modeldir.ModelConfig;
import io.github.ccmusic.models.NetworkOptions;
import io.github.ccmusic.selfcheck.SelfCheckLevel;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * What a trial's process is asked to do.
 *
 * @param answering whether the model is to answer for a clip, too
 */
record TrialRequest(Path model, NetworkOptions network, SelfCheckLevel selfCheck, int batch, boolean answering) {
    private static final ObjectMapper JSON = new ObjectMapper();

    static TrialRequest of(Path model, ClassifierOptions options, ModelConfig config, boolean answering) {
        return new TrialRequest(model, options.network(config), options.selfCheck(), options.batch(), answering);
    }

    ByteBuffer bytes() {
        ObjectNode root = JSON.createObjectNode()
                .put("model", model.toString())
                .put("device", network.device())
                .put("threads", network.threads())
                .put("precision", network.precision().name())
                .put("selfCheck", selfCheck.name())
                .put("batch", batch)
                .put("answering", answering);
        return StandardCharsets.UTF_8.encode(root.toString());
    }

    static TrialRequest read(ByteBuffer bytes) throws IOException {
        JsonNode root = JSON.readTree(StandardCharsets.UTF_8.decode(bytes).toString());
        NetworkOptions network = new NetworkOptions(
                root.required("device").asText(),
                root.required("threads").asInt(),
                NetworkOptions.Precision.valueOf(root.required("precision").asText()));
        return new TrialRequest(
                Path.of(root.required("model").asText()),
                network,
                SelfCheckLevel.valueOf(root.required("selfCheck").asText()),
                root.required("batch").asInt(),
                root.required("answering").asBoolean());
    }

    ClassifierOptions options() {
        return ClassifierOptions.builder()
                .device(network.device())
                .threads(network.threads())
                .precision(network.precision())
                .selfCheck(selfCheck)
                .batch(batch)
                .build();
    }
}
