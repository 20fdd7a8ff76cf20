package io.github.ccmusic.models.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.Channels;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class TensorDataTest {

    /** Element by element at offset + i·strides[0] + …, as the definition has it. */
    @ParameterizedTest(name = "seed {0}")
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16})
    void copiesWhatTheDefinitionSays(int seed) throws IOException {
        for (Map.Entry<String, TensorData> entry :
                RandomStateDicts.of(new Random(seed)).tensors().entrySet()) {
            TensorData tensor = entry.getValue();
            float[] expected = new float[(int) tensor.elementCount()];
            for (int i = 0; i < expected.length; i++) {
                expected[i] = RandomStateDicts.element(tensor, i);
            }
            assertThat(tensor.toFloats()).as(tensor + " " + entry.getKey()).containsExactly(expected);
            for (ByteOrder order : new ByteOrder[] {ByteOrder.BIG_ENDIAN, ByteOrder.LITTLE_ENDIAN}) {
                ByteBuffer direct = ByteBuffer.allocateDirect(expected.length * 4 + 12)
                        .order(order)
                        .position(8);
                tensor.copyFloatsTo(direct);
                assertThat(direct.position()).isEqualTo(8 + expected.length * 4);
                for (int i = 0; i < expected.length; i++) {
                    assertThat(direct.getFloat(8 + 4 * i)).isEqualTo(expected[i]);
                }
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"1,700", "700,1", "3,2100"})
    void readsTransposedMatricesLargerThanTheWindow(long rowStride, long columnStride) throws Exception {
        int rows = 700;
        int columns = rowStride == 3 ? 600 : 700;
        ByteBuffer bytes = ByteBuffer.allocate(4 * 2100 * 700).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < bytes.capacity() / 4; i++) {
            bytes.putFloat(4 * i, i);
        }
        Layout layout = Layout.checked(5, new long[] {rows, columns}, new long[] {rowStride, columnStride}, 2100 * 700);
        TensorData matrix =
                new TensorData(DType.FLOAT32, layout, new HeapSource(bytes.array()), ByteOrder.LITTLE_ENDIAN);
        float[] floats = matrix.toFloats();
        ByteArrayOutputStream written = new ByteArrayOutputStream();
        matrix.writeContiguousLittleEndianTo(Channels.newChannel(written));
        ByteBuffer copy = ByteBuffer.wrap(written.toByteArray()).order(ByteOrder.LITTLE_ENDIAN);
        for (int r = 0; r < rows; r++) {
            for (int c = 0; c < columns; c++) {
                float expected = 5 + r * rowStride + c * columnStride;
                assertThat(floats[r * columns + c]).isEqualTo(expected);
                assertThat(copy.getFloat(4 * (r * columns + c))).isEqualTo(expected);
            }
        }
    }

    @Test
    void readsElementsThatOverlap() throws Exception {
        Layout windows = Layout.checked(0, new long[] {4, 3}, new long[] {1, 1}, 6);
        byte[] bytes = {0, 1, 2, 3, 4, 5};
        TensorData unfolded = new TensorData(DType.UINT8, windows, new HeapSource(bytes), ByteOrder.LITTLE_ENDIAN);
        assertThat(unfolded.toLongs()).containsExactly(0, 1, 2, 1, 2, 3, 2, 3, 4, 3, 4, 5);
    }

    @Test
    void copiesContiguousFloatsInOneRead() throws Exception {
        int[] reads = {0};
        byte[] bytes = new byte[1 << 20];
        ByteSource counted = new ByteSource() {
            @Override
            public long size() {
                return bytes.length;
            }

            @Override
            public void read(long position, ByteBuffer destination) {
                reads[0]++;
                assertThat(destination.isDirect()).isTrue();
                destination.put(bytes, (int) position, destination.remaining());
            }
        };
        TensorData.of(DType.FLOAT32, new long[] {1 << 18}, counted)
                .copyFloatsTo(ByteBuffer.allocateDirect(1 << 20).order(ByteOrder.LITTLE_ENDIAN));
        assertThat(reads[0]).isOne();
    }

    @ParameterizedTest
    @EnumSource(DType.class)
    void tellsWholeNumbersOnly(DType dtype) throws IOException {
        TensorData minusOnes = TensorData.of(dtype, new long[] {1}, new HeapSource(ones(dtype.bytes())));
        if (dtype.isFloatingPoint()) {
            assertThatThrownBy(minusOnes::toLongs)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage(dtype.torchName() + " does not hold whole numbers");
            return;
        }
        long expected = switch (dtype) {
            case BOOL -> 1;
            case UINT8 -> 0xFF;
            case UINT16 -> 0xFFFF;
            case UINT32 -> 0xFFFFFFFFL;
            default -> -1;
        };
        assertThat(minusOnes.toLongs()).containsExactly(expected);
        assertThat(minusOnes.toFloats()).containsExactly(dtype == DType.UINT64 ? 0x1p64f : expected);
    }

    @Test
    void refusesBuffersAndSourcesThatDoNotFit() {
        TensorData tensor = TensorData.of(new long[] {2, 3}, 1, 2, 3, 4, 5, 6);
        assertThatThrownBy(() -> tensor.copyFloatsTo(ByteBuffer.allocate(20)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("destination has 20 bytes left; 6 elements as float32 need 24");
        assertThatThrownBy(() -> TensorData.of(new long[] {2, 2}, 1, 2, 3))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("float32 of shape [2, 2] needs 4 elements of 4 bytes; the source has 12 bytes");
        assertThatThrownBy(() -> TensorData.of(new long[] {-2, -1}, 1, 2))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("expected no negative figure");
        assertThatThrownBy(() -> TensorData.of(new long[] {1L << 40, 1L << 40}))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("these figures multiply past 2^63");
    }

    @Test
    void keepsItsShapeToItself() {
        TensorData tensor = TensorData.of(new long[] {2, 1}, 1, 2);
        tensor.shape()[0] = 99;
        tensor.strides()[0] = 99;
        assertThat(tensor.shape()).containsExactly(2, 1);
        assertThat(tensor.strides()).containsExactly(1, 1);
        assertThat(tensor).hasToString("float32[2, 1]");
    }

    private static byte[] ones(int n) {
        byte[] bytes = new byte[n];
        Arrays.fill(bytes, (byte) -1);
        return bytes;
    }
}
