package io.github.ccmusic.selfcheck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NpyTensorTest {
    private static final String HEADER = "{'descr': '<f4', 'fortran_order': False, 'shape': (3, 2, 1), }";

    @TempDir
    Path temp;

    @ParameterizedTest
    @ValueSource(strings = {"(3, 2, 1)", "(1, 3, 2, 1)"})
    void readsWhatNumpySaves(String shape) throws IOException {
        Path file = write(npy(1, HEADER.replace("(3, 2, 1)", shape), 6));

        assertThat(NpyTensor.read(file, 3, 2, 1)).containsExactly(0, 1, 2, 3, 4, 5);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void readsEveryVersionOfTheFormat(int version) throws IOException {
        assertThat(NpyTensor.read(write(npy(version, HEADER, 6)), 3, 2, 1)).hasSize(6);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {'descr': '<f8', 'fortran_order': False, 'shape': (3, 2, 1), }      | expected '<f4'
            {'descr': 'O', 'fortran_order': False, 'shape': (3, 2, 1), }       | expected '<f4'
            {'descr': '<f4', 'fortran_order': True, 'shape': (3, 2, 1), }       | C order
            {'descr': '<f4', 'fortran_order': False, 'shape': (3, 1, 2), }      | shape [3, 2, 1]
            {'descr': '<f4', 'fortran_order': False, 'shape': (2, 3, 2, 1), }   | shape [3, 2, 1]
            {'descr': '<f4', 'fortran_order': False, 'shape': (99999999999,), } | its shape is
            {'descr': [('a', '<f4')]}                                           | its header is
            """)
    void refusesAnyOtherContent(String header, String problem) throws IOException {
        Path file = write(npy(1, header, 6));

        assertThatThrownBy(() -> NpyTensor.read(file, 3, 2, 1))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(problem)
                .hasMessageContaining(file.toString());
    }

    @Test
    void refusesAFileOfEveryShorterLength() throws IOException {
        byte[] whole = npy(1, HEADER, 6);
        for (int length = 0; length < whole.length; length++) {
            Path file = write(Arrays.copyOf(whole, length));
            assertThatThrownBy(() -> NpyTensor.read(file, 3, 2, 1)).isInstanceOf(IOException.class);
        }
    }

    @Test
    void refusesBytesBehindTheNumbers() throws IOException {
        Path file = write(npy(1, HEADER, 7));

        assertThatThrownBy(() -> NpyTensor.read(file, 3, 2, 1)).hasMessageContaining("bytes after");
    }

    @Test
    void refusesAHeaderThatClaimsGigabytes() throws IOException {
        byte[] file = npy(2, HEADER, 6);
        ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).putInt(8, -2);

        assertThatThrownBy(() -> NpyTensor.read(write(file), 3, 2, 1)).hasMessageContaining("claims 4294967294 bytes");
    }

    @Test
    void refusesAnotherKindOfFile() throws IOException {
        Path file = write("RIFF0000WAVEfmt ".getBytes(StandardCharsets.US_ASCII));

        assertThatThrownBy(() -> NpyTensor.read(file, 3, 2, 1)).hasMessageContaining("does not begin as a .npy");
    }

    private Path write(byte[] bytes) throws IOException {
        return Files.write(temp.resolve("tensor.npy"), bytes);
    }

    /** A file as numpy.lib.format describes it, holding 0, 1, 2, … */
    private static byte[] npy(int version, String dictionary, int count) {
        byte[] header = (dictionary + "\n").getBytes(StandardCharsets.US_ASCII);
        ByteBuffer buffer = ByteBuffer.allocate(12 + header.length + 4 * count).order(ByteOrder.LITTLE_ENDIAN);
        buffer.put((byte) 0x93).put("NUMPY".getBytes(StandardCharsets.US_ASCII));
        buffer.put((byte) version).put((byte) 0);
        if (version == 1) {
            buffer.putShort((short) header.length);
        } else {
            buffer.putInt(header.length);
        }
        buffer.put(header);
        for (int i = 0; i < count; i++) {
            buffer.putFloat(i);
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(buffer.array(), 0, buffer.position());
        return out.toByteArray();
    }
}
