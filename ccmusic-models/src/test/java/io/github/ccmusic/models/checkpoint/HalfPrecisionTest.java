package io.github.ccmusic.models.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

class HalfPrecisionTest {

    @Test
    void readsEveryFloat16AsItsDefinitionSays() {
        for (int bits = 0; bits < 1 << 16; bits++) {
            int exponent = (bits >>> 10) & 31;
            int fraction = bits & 1023;
            double magnitude = exponent == 31
                    ? (fraction == 0 ? Double.POSITIVE_INFINITY : Double.NaN)
                    : exponent == 0 ? fraction * 0x1p-24 : (1024 + fraction) * Math.pow(2, exponent - 25);
            float expected = (float) ((bits & 0x8000) == 0 ? magnitude : -magnitude);
            assertThat(HalfPrecision.fromFloat16((short) bits)).isEqualTo(Float.valueOf(expected));
        }
    }

    @Test
    void givesBackEveryFloat16AndBfloat16() {
        for (int bits = 0; bits < 1 << 16; bits++) {
            float half = HalfPrecision.fromFloat16((short) bits);
            float brain = HalfPrecision.fromBfloat16((short) bits);
            if (!Float.isNaN(half)) {
                assertThat(HalfPrecision.toFloat16(half)).isEqualTo((short) bits);
            }
            if (!Float.isNaN(brain)) {
                assertThat(HalfPrecision.toBfloat16(brain)).isEqualTo((short) bits);
            }
        }
    }

    /** Half-way between two neighbours the even one is nearest; a hair to either side, that side. */
    @Test
    void roundsToNearestAndTiesToEven() {
        for (int bits = 0; bits < 0x7BFF; bits++) {
            float low = HalfPrecision.fromFloat16((short) bits);
            float high = HalfPrecision.fromFloat16((short) (bits + 1));
            float middle = (low + high) / 2;
            assertThat(HalfPrecision.toFloat16(middle)).isEqualTo((short) (bits + (bits & 1)));
            assertThat(HalfPrecision.toFloat16(Math.nextDown(middle))).isEqualTo((short) bits);
            assertThat(HalfPrecision.toFloat16(Math.nextUp(middle))).isEqualTo((short) (bits + 1));
            assertThat(HalfPrecision.toFloat16(-middle)).isEqualTo((short) (0x8000 | (bits + (bits & 1))));
        }
        for (int bits = 0x0080; bits < 0x7F7F; bits++) {
            float middle = Float.intBitsToFloat((bits << 16) | 0x8000);
            assertThat(HalfPrecision.toBfloat16(middle)).isEqualTo((short) (bits + (bits & 1)));
            assertThat(HalfPrecision.toBfloat16(Math.nextDown(middle))).isEqualTo((short) bits);
            assertThat(HalfPrecision.toBfloat16(Math.nextUp(middle))).isEqualTo((short) (bits + 1));
        }
    }

    @Test
    void overflowsToInfinityAndKeepsNaN() {
        assertThat(HalfPrecision.toFloat16(65519.996f)).isEqualTo((short) 0x7BFF);
        assertThat(HalfPrecision.toFloat16(65520f)).isEqualTo((short) 0x7C00);
        assertThat(HalfPrecision.toFloat16(Float.NEGATIVE_INFINITY)).isEqualTo((short) 0xFC00);
        assertThat(HalfPrecision.toBfloat16(Float.MAX_VALUE)).isEqualTo((short) 0x7F80);
        Random random = new Random(1);
        for (int i = 0; i < 1000; i++) {
            float nan = Float.intBitsToFloat(0x7F800001 | (random.nextInt() & 0x807FFFFF));
            assertThat(HalfPrecision.fromFloat16(HalfPrecision.toFloat16(nan))).isNaN();
            assertThat(HalfPrecision.fromBfloat16(HalfPrecision.toBfloat16(nan)))
                    .isNaN();
        }
    }
}
