package io.github.ccmusic.models.checkpoint;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What torch can save and this library does not read: refused, with a sentence that says what to do. */
class RefusedKindsTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        complex_REFUSE.pt      | names torch.ComplexFloatStorage: a complex tensor. Save torch.view_as_real(tensor) in its place
        quantized_REFUSE.pt    | names torch._utils._rebuild_qtensor: a quantized tensor. Save tensor.dequantize() in its place
        sparse_REFUSE.pt       | names torch._utils._rebuild_sparse_tensor: a sparse tensor. Save tensor.to_dense() in its place
        torchscript_REFUSE.pt  | this is a TorchScript program, not a state dict. Save its weights in Python: torch.save(torch.jit.load(path).state_dict(), "save.pt")
        whole_module_REFUSE.pt | this is a whole module, torch.nn.modules.container.Sequential, pickled with its code, not a state dict. Save the weights alone in Python: torch.save(model.state_dict(), "save.pt")
        """)
    void refusesWithTheReasonAndWhatToDo(String file, String reason) {
        Path path = Path.of("src/test/resources/checkpoint/made", file);
        assertThatThrownBy(() -> Checkpoint.open(path))
                .isInstanceOf(CheckpointException.class)
                .hasMessageStartingWith(path + ": ")
                .hasMessageEndingWith(reason);
    }
}
