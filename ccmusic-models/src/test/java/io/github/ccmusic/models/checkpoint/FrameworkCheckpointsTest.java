package io.github.ccmusic.models.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What training code leaves beside the weights is passed over, and what it saves in their place is called what it is. */
class FrameworkCheckpointsTest {

    private static final Path FRAMEWORKS = Path.of("src/test/resources/checkpoint/frameworks");

    static List<Path> readable() throws IOException {
        try (Stream<Path> files = Files.list(FRAMEWORKS)) {
            return files.filter(file -> file.toString().endsWith(".pt"))
                    .filter(file -> !file.toString().endsWith("_REFUSE.pt"))
                    .sorted()
                    .toList();
        }
    }

    @ParameterizedTest
    @MethodSource("readable")
    void findsTheWeightsBesideBookkeeping(Path file) throws IOException {
        try (Checkpoint checkpoint = Checkpoint.open(file)) {
            assertThat(checkpoint.stateDict().keys()).containsExactly("weight", "bias");
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        one_tensor                  | this is one tensor, not a state dict.
        one_parameter_legacy        | this is one tensor, not a state dict.
        yolo_v5                     | 'model' is a whole module, models.yolo.Model, pickled with its code, not a state dict.
        yolo_v8                     | 'ema' is a whole module, ultralytics.nn.tasks.DetectionModel, pickled with its code, not a state dict.
        module_of_main              | this is a whole module, __main__.Net, pickled with its code, not a state dict.
        module_of_main_legacy       | this is a whole module, __main__.Net, pickled with its code, not a state dict.
        module_in_a_list            | '0' is a whole module, __main__.Net, pickled with its code, not a state dict.
        """)
    void callsWhatIsNoStateDictByItsNameAndSaysHowToSaveOne(String file, String reason) {
        Path path = FRAMEWORKS.resolve(file + "_REFUSE.pt");
        assertThatThrownBy(() -> stateDict(path))
                .isInstanceOf(CheckpointException.class)
                .hasMessageStartingWith(path + ": ")
                .hasMessageEndingWith(
                        reason + " Save the weights alone in Python: torch.save(model.state_dict(), \"save.pt\")");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        numpy_weights               | no tensors under [model_state_dict, state_dict, net] nor at the root: 'weight' is a numpy array; expected a tensor. Save torch.from_numpy(array) in its place
        numpy_weights_in_state_dict | no tensors under [model_state_dict, state_dict, net] nor at the root: 'state_dict/weight' is a numpy array; expected a tensor. Save torch.from_numpy(array) in its place
        nothing_but_figures         | no tensors under [model_state_dict, state_dict, net] nor at the root, nor in any other dict. Is this the file of weights?
        """)
    void saysWhyThereAreNoTensors(String file, String reason) {
        Path path = FRAMEWORKS.resolve(file + "_REFUSE.pt");
        assertThatThrownBy(() -> stateDict(path))
                .isInstanceOf(CheckpointException.class)
                .hasMessage(path + ": " + reason);
    }

    private static void stateDict(Path file) throws IOException {
        try (Checkpoint checkpoint = Checkpoint.open(file)) {
            checkpoint.stateDict();
        }
    }
}
