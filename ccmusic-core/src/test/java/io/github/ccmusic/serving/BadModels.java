package io.github.ccmusic.serving;

import io.github.ccmusic.RealModels;
import io.github.ccmusic.models.checkpoint.CheckpointFormat;
import io.github.ccmusic.models.checkpoint.StateDict;
import io.github.ccmusic.models.checkpoint.TensorData;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Model directories that nothing can be switched to. */
final class BadModels {
    private BadModels() {}

    /** Writes a self-check that fails, a truncated checkpoint, another architecture, and a stored answer that is not given again. */
    static List<String> write(Path models) throws IOException {
        Path notFinite = RealModels.write(models, "not_finite", "squeezenet1_1");
        Map<String, TensorData> weights =
                new LinkedHashMap<>(RealModels.weights("squeezenet1_1", 1.6).tensors());
        weights.put("classifier.1.bias", TensorData.of(new long[] {4}, 0, Float.NaN, 0, 0));
        CheckpointFormat.TORCH.write(StateDict.of(weights), notFinite.resolve("save.pt"));

        Path truncated = RealModels.write(models, "truncated", "squeezenet1_1");
        try (FileChannel file = FileChannel.open(truncated.resolve("save.pt"), StandardOpenOption.WRITE)) {
            file.truncate(file.size() / 2);
        }

        Path wrongArch = RealModels.write(models, "wrong_arch", "squeezenet1_1");
        Files.writeString(wrongArch.resolve("config.json"), "{\"arch\": \"resnet18\", \"num_classes\": 4}");

        Path otherAnswer = RealModels.write(models, "other_answer", "squeezenet1_1");
        Files.copy(Path.of("../examples/audio/bach-prelude-bwv846.wav"), otherAnswer.resolve("clip.wav"));
        Files.writeString(otherAnswer.resolve("config.json"), """
            {"arch": "squeezenet1_1", "num_classes": 4,
             "selfcheck": {"input": "clip.wav", "probabilities": [0.9, 0.1, 0, 0]}}
            """);
        return List.of("not_finite", "truncated", "wrong_arch", "other_answer");
    }
}
