package io.github.ccmusic.models.graph;

import static io.github.ccmusic.models.graph.Window.square;
import static org.assertj.core.api.Assertions.assertThat;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class OneByOneTest {
    private static final int SIZE = 8;

    @Test
    void endsBeforeTheFirstKernelThatIsLargerThanItsMap() {
        Tensor manyPixels = Tensor.picture(SIZE, SIZE).conv("many_pixels", 64, square(3));
        Tensor manyWeights = manyPixels.conv("many_weights", 64, square(3));

        assertThat(last(manyWeights)).isSameAs(manyPixels.node());
    }

    @Test
    void leavesNothingBehindThatIsReadLater() {
        Tensor shortcut = Tensor.picture(SIZE, SIZE).conv("before", 64, square(3));
        Tensor manyPixels = shortcut.conv("many_pixels", 64, square(3).groups(64));
        Tensor manyWeights = manyPixels.conv("many_weights", 64, square(3)).add(shortcut);

        assertThat(last(manyWeights)).isSameAs(shortcut.node());
    }

    @Test
    void doesNotEnterTheHead() {
        Tensor features =
                Tensor.picture(SIZE, SIZE).conv("trunk", 64, square(3)).enteringHead();

        assertThat(last(features.conv("head", 64, square(1).groups(64))))
                .isSameAs(features.node().inputs().get(0));
    }

    @Test
    void isNowhereWithoutMaps() {
        assertThat(last(Tensor.picture(SIZE, SIZE).flatten().linear("many_weights", 64)))
                .isNull();
    }

    private static @Nullable Node last(Tensor output) {
        return OneByOne.last(Graph.endingIn(output));
    }
}
