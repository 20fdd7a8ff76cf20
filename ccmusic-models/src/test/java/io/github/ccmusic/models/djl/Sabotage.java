package io.github.ccmusic.models.djl;

import io.github.ccmusic.models.graph.ProductSample;
import io.github.ccmusic.models.graph.Program;

/** Makes programs that compute something else than they should, as a wrong kernel would. */
final class Sabotage {
    private Sabotage() {}

    /**
     * A program whose last product has another kernel than it was given.
     *
     * @param line of TorchScript, which changes {@code w}
     */
    static Program ofKernel(Program program, String line) {
        ProductSample last = program.samples().get(program.samples().size() - 1);
        for (int i = 0; i < program.slots().size(); i++) {
            if (program.slots().get(i).weight().equals(last.kernel())) {
                String head = "  def " + Program.loader(i) + "(self: __torch__.Network, w: Tensor) -> None:\n";
                String source = program.source().replace(head, head + "    " + line + "\n");
                return new Program(
                        source,
                        program.slots(),
                        program.samples(),
                        program.inputShape(),
                        program.outputShape(),
                        program.featureShape());
            }
        }
        throw new IllegalArgumentException("no slot of " + last.kernel());
    }
}
