package io.github.ccmusic.models.arch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.ccmusic.models.graph.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ArchitecturesTest {

    private record Mine(String name) implements Architecture {
        @Override
        public Tensor logits(Tensor picture, Head head) {
            return head.on(picture.flatten(), "fc");
        }
    }

    @Test
    void unknownNameIsAnsweredWithTheNearestOnes() {
        assertThatThrownBy(() -> Architectures.builtIn().named("resnet19"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("unknown architecture 'resnet19'")
                .hasMessageContaining("known are resnet18, resnet");
    }

    @ParameterizedTest
    @CsvSource({"mobilenetv3_small, mobilenet_v3_small", "mobilenetv3_large, mobilenet_v3_large"})
    void knowsSpellingsMetInTheWild(String met, String name) {
        assertThat(Architectures.builtIn().named(met).name()).isEqualTo(name);
        assertThat(Architectures.builtIn().contains(met)).isTrue();
    }

    @Test
    void takesOneOfTheUsersOwn() {
        Architectures known = Architectures.builtIn().with(new Mine("mine"));

        assertThat(known.named("mine")).isEqualTo(new Mine("mine"));
        assertThat(known.names())
                .hasSize(Architectures.builtIn().names().size() + 1)
                .contains("resnet18");
        assertThat(Architectures.builtIn().contains("mine")).isFalse();
    }

    @Test
    void theUsersOwnTakesThePlaceOfTheBuiltInOfItsName() {
        assertThat(Architectures.builtIn().with(new Mine("resnet18")).named("resnet18"))
                .isEqualTo(new Mine("resnet18"));
    }
}
