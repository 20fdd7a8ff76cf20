package io.github.ccmusic.models.graph;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is added to the matches between the places of a square window: a number for each offset from one place to the other and
 * each head, and, where a shift has brought places from opposite edges into one window, a bar between those.
 *
 * <p>Worked out once, when the weights are loaded. What the checkpoint stores beside the weights (which offset lies between which
 * places) follows from the window's size; it may be in the checkpoint and is not read.
 *
 * @param key the module that attends
 * @param window places along a side
 * @param heads of the attention
 * @param offsets where the numbers come from
 * @param shift of the map over the windows; null for none
 */
public record WindowBias(
        String key,
        int window,
        int heads,
        Offsets offsets,
        @Nullable Shift shift) {

    /** Where the number of an offset comes from. */
    public enum Offsets {
        /** A table, one row for each offset (Swin). */
        TABLE,
        /** A table likewise; the index beside it is stored as a matrix (MaxVit). */
        TABLE_WITH_MATRIX_INDEX,
        /** A small network of two layers over the offset's coordinates (Swin V2). */
        NETWORK
    }

    /** A map of height × width that was rolled up and left before it was cut into windows. */
    public record Shift(int height, int width, int up, int left) {}

    /** Width of the hidden layer of the network over offsets. */
    private static final int HIDDEN = 512;

    private static final String METHODS = """
              def between_places(self: __torch__.Network, table: Tensor, window: int) -> Tensor:
                steps = torch.arange(window, device=ops.prim.device(table))
                place = torch.flatten(torch.add(torch.unsqueeze(torch.mul(steps, 2 * window - 1), 1), steps))
                offset = torch.add(torch.sub(torch.unsqueeze(place, 1), place), 2 * window * (window - 1))
                bias = torch.index_select(table, 0, torch.flatten(offset))
                places = window * window
                return torch.contiguous(torch.permute(torch.reshape(bias, [1, places, places, -1]), [0, 3, 1, 2]))
              def of_offsets(self: __torch__.Network, hidden: Tensor, bias: Tensor, out: Tensor, window: int) -> Tensor:
                steps = torch.arange(1 - window, window, device=ops.prim.device(out))
                far = torch.mul(steps, 8. / float(window - 1))
                coordinate = torch.mul(torch.sign(far), torch.div(torch.log2(torch.add(torch.abs(far), 1.)), 3.))
                count = 2 * window - 1
                y = torch.expand(torch.unsqueeze(coordinate, 1), [count, count])
                x = torch.expand(torch.unsqueeze(coordinate, 0), [count, count])
                offsets = torch.type_as(torch.reshape(torch.stack([y, x], 2), [-1, 2]), out)
                numbers = torch.linear(torch.relu(torch.linear(offsets, hidden, bias)), out)
                return torch.mul(torch.sigmoid(numbers), 16.)
              def between_edges(self: __torch__.Network, like: Tensor, window: int, height: int, width: int, up: int, left: int) -> Tensor:
                y = torch.arange(height, device=ops.prim.device(like))
                x = torch.arange(width, device=ops.prim.device(like))
                below = torch.mul(torch.ge(y, height - up), 2)
                right = torch.mul(torch.ge(x, width - left), 1)
                side = torch.add(torch.unsqueeze(below, 1), right)
                rows = torch.unflatten(torch.unflatten(side, 1, [-1, window]), 0, [-1, window])
                place = torch.reshape(torch.permute(rows, [0, 2, 1, 3]), [-1, 1, 1, window * window])
                return torch.type_as(torch.mul(torch.ne(torch.transpose(place, 2, 3), place), -100.), like)
            """;

    List<Parameter> parameters() {
        int places = window * window;
        int sides = 2 * window - 1;
        Parameter index = offsets == Offsets.TABLE_WITH_MATRIX_INDEX
                ? Parameter.optional(key + ".relative_position_index", places, places)
                : Parameter.optional(key + ".relative_position_index", places * places);
        if (offsets != Offsets.NETWORK) {
            return List.of(Parameter.required(table(), sides * sides, heads), index);
        }
        return List.of(
                Parameter.optional(key + ".relative_coords_table", 1, sides, sides, 2),
                index,
                Parameter.required(hidden() + ".weight", HIDDEN, 2),
                Parameter.required(hidden() + ".bias", HIDDEN),
                Parameter.required(last(), heads, HIDDEN));
    }

    private String table() {
        return key + ".relative_position_bias_table";
    }

    private String hidden() {
        return key + ".cpb_mlp.0";
    }

    private String last() {
        return key + ".cpb_mlp.2.weight";
    }

    /** The name of the bias, [1 or windows, heads, places, places]. */
    String torchScript(TorchScript out) {
        out.define(METHODS);
        String numbers = "w";
        Weight weight = new Weight.Stored(table(), List.of((2 * window - 1) * (2 * window - 1), heads));
        if (offsets == Offsets.NETWORK) {
            weight = new Weight.Stored(last(), List.of(heads, HIDDEN));
            numbers = "self.of_offsets(%s, %s, w, %d)"
                    .formatted(
                            out.weight(new Weight.Stored(hidden() + ".weight", List.of(HIDDEN, 2))),
                            out.weight(new Weight.Stored(hidden() + ".bias", List.of(HIDDEN))),
                            window);
        }
        String bias = "self.between_places(%s, %d)".formatted(numbers, window);
        if (shift != null) {
            bias = "torch.add(%s, self.between_edges(w, %d, %d, %d, %d, %d))"
                    .formatted(bias, window, shift.height, shift.width, shift.up, shift.left);
        }
        return out.weight(weight, bias);
    }
}
