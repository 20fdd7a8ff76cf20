package io.github.ccmusic.models.graph;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** One tensor that a program needs, and how it is made of what the checkpoint holds. */
public sealed interface Weight {

    /** Its extents, as the program gets it. */
    List<Integer> shape();

    /** A tensor as the checkpoint holds it, in float32. */
    record Stored(String key, List<Integer> shape) implements Weight {}

    /** A convolution's kernel with the scale of the norm behind it folded in, output channel by output channel. */
    record NormedKernel(String key, List<Integer> shape, BatchNorm norm) implements Weight {}

    /** The bias of a convolution whose norm is folded in: {@code bias · scale + norm.bias − mean · scale}. */
    record NormedBias(@Nullable String key, BatchNorm norm) implements Weight {
        @Override
        public List<Integer> shape() {
            return List.of(norm.channels());
        }
    }

    /** The factor of a norm that stands alone: {@code weight / √(running_var + epsilon)}, shape [channels, 1, 1]. */
    record NormScale(BatchNorm norm) implements Weight {
        @Override
        public List<Integer> shape() {
            return List.of(norm.channels(), 1, 1);
        }
    }

    /** The summand of a norm that stands alone: {@code bias − mean · scale}, shape [channels, 1, 1]. */
    record NormShift(BatchNorm norm) implements Weight {
        @Override
        public List<Integer> shape() {
            return List.of(norm.channels(), 1, 1);
        }
    }
}
