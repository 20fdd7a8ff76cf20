package io.github.ccmusic.models.checkpoint;

import io.github.ccmusic.models.checkpoint.PickleValue.NumpyDType;
import io.github.ccmusic.models.checkpoint.PickleValue.Opaque;
import io.github.ccmusic.models.checkpoint.PickleValue.Scalar;
import io.github.ccmusic.models.checkpoint.PickleValue.Sequence;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Set;

/** A numpy scalar, such as a best accuracy of type {@code float64} kept beside the weights. */
final class NumpyScalar {

    /** Complex numbers, times and spans of time: plain, but not among the values that a checkpoint tells. */
    private static final Set<String> PASSED_OVER = Set.of("c8", "c16", "M8", "m8");

    private NumpyScalar() {}

    /** {@code dtype("f8", False, True)}; {@link #setState} then adds its byte order. */
    static PickleValue dtype(Arguments arguments) throws FormatException {
        String code = arguments.text(0);
        boolean ordered = !code.isEmpty() && "<>|=".indexOf(code.charAt(0)) >= 0;
        return new NumpyDType(ordered ? code.substring(1) : code, code.startsWith(">"));
    }

    /** Gives the dtype the state {@code (3, "<", …)} that follows it: the second entry is the byte order. */
    static void setState(NumpyDType dtype, PickleValue state) throws FormatException {
        if (!(state instanceof Sequence tuple)) {
            throw new FormatException("a numpy dtype is given " + state.describe() + " as its state; expected a tuple");
        }
        dtype.setBigEndian(new Arguments("numpy.dtype", tuple.items()).text(1).equals(">"));
    }

    /** {@code scalar(dtype, bytes)}. */
    static PickleValue scalar(Arguments arguments) throws FormatException {
        NumpyDType dtype = arguments.value(0, NumpyDType.class, "a numpy dtype");
        ByteBuffer bytes = ByteBuffer.wrap(arguments.bytes(1))
                .order(dtype.isBigEndian() ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN);
        String code = dtype.code();
        boolean text = code.startsWith("S") || code.startsWith("U");
        if (!text && !(code + " ").substring(1).strip().equals(Integer.toString(bytes.remaining()))) {
            throw new FormatException("a numpy scalar of type '" + code + "' has " + bytes.remaining() + " bytes");
        }
        if (PASSED_OVER.contains(code)) {
            return new Opaque("numpy.dtype('" + code + "')");
        }
        return new Scalar(
                switch (code) {
                    case "b1" -> bytes.get(0) != 0;
                    case "i1" -> (long) bytes.get(0);
                    case "u1" -> bytes.get(0) & 0xFFL;
                    case "i2" -> (long) bytes.getShort(0);
                    case "u2" -> bytes.getShort(0) & 0xFFFFL;
                    case "i4" -> (long) bytes.getInt(0);
                    case "u4" -> bytes.getInt(0) & 0xFFFFFFFFL;
                    case "i8" -> bytes.getLong(0);
                    case "u8" -> unsigned(bytes.getLong(0));
                    case "f2" -> (double) HalfPrecision.fromFloat16(bytes.getShort(0));
                    case "f4" -> (double) bytes.getFloat(0);
                    case "f8" -> bytes.getDouble(0);
                    default -> {
                        if (!text) {
                            throw new FormatException(
                                    "a numpy scalar of type '" + code
                                            + "'; known are b1, i1 to i8, u1 to u8, f2 to f8, S and U. Save float(x) in its place");
                        }
                        yield text(code, bytes);
                    }
                });
    }

    private static Comparable<?> unsigned(long bits) {
        return bits >= 0 ? (Comparable<?>) bits : new BigInteger(Long.toUnsignedString(bits));
    }

    private static String text(String code, ByteBuffer bytes) {
        boolean bigEndian = bytes.order() == ByteOrder.BIG_ENDIAN;
        if (code.startsWith("S")) {
            return StandardCharsets.ISO_8859_1.decode(bytes).toString();
        }
        return Charset.forName(bigEndian ? "UTF-32BE" : "UTF-32LE")
                .decode(bytes)
                .toString()
                .replace("\0", "");
    }
}
