package io.github.ccmusic.models.graph;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * Packs a program as the archive that {@code torch.jit.load} reads: an uncompressed zip of the text, an object of its class with
 * every attribute set, and the one number that the attributes share until the weights are loaded.
 *
 * <p>Source of the format: {@code torch/csrc/jit/serialization/export_module.cpp} and {@code pickler.cpp}.
 */
public final class ProgramArchive {
    private static final String ROOT = "network/";

    private ProgramArchive() {}

    /** The bytes of the archive. */
    public static byte[] of(Program program) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            store(zip, "data.pkl", module(program));
            store(zip, "code/__torch__.py", program.source().getBytes(UTF_8));
            store(zip, "constants.pkl", new byte[] {(byte) 0x80, 2, ')', '.'});
            store(zip, "data/0", new byte[Float.BYTES]);
            store(zip, "version", "3\n".getBytes(UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException("a stream in memory failed", e);
        }
        return bytes.toByteArray();
    }

    private static void store(ZipOutputStream zip, String name, byte[] content) throws IOException {
        CRC32 crc = new CRC32();
        crc.update(content);
        ZipEntry entry = new ZipEntry(ROOT + name);
        entry.setMethod(ZipEntry.STORED);
        entry.setSize(content.length);
        entry.setCrc(crc.getValue());
        entry.setTime(0);
        zip.putNextEntry(entry);
        zip.write(content);
        zip.closeEntry();
    }

    /** Pickles an object of {@code __torch__.Network} without packed layers, and one small tensor for every weight that stays one. */
    private static byte[] module(Program program) {
        PickleText pickle = new PickleText();
        pickle.raw("\u0080\u0002").global("__torch__", "Network").raw(")\u0081}(");
        pickle.string("training").raw("\u0089");
        boolean remembered = false;
        for (int i = 0; i < program.slots().size(); i++) {
            pickle.string(Program.attribute(i));
            if (program.slots().get(i).form() != Program.Form.TENSOR) {
                pickle.raw("N");
            } else if (remembered) {
                pickle.raw("h\u0000");
            } else {
                remembered = true;
                oneNumber(pickle).raw("q\u0000");
            }
        }
        return pickle.raw("ub.").bytes();
    }

    private static PickleText oneNumber(PickleText pickle) {
        pickle.global("torch._utils", "_rebuild_tensor_v2").raw("((");
        pickle.string("storage").global("torch", "FloatStorage").string("0").string("cpu");
        pickle.raw("K\u0001tQK\u0000K\u0001\u0085K\u0001\u0085\u0089");
        return pickle.global("collections", "OrderedDict").raw(")RtR");
    }

    /** Pickle opcodes, written as Latin-1 text. */
    private static final class PickleText {
        private final ByteArrayOutputStream out = new ByteArrayOutputStream();

        PickleText raw(String opcodes) {
            opcodes.chars().forEach(out::write);
            return this;
        }

        PickleText global(String module, String name) {
            return raw("c" + module + "\n" + name + "\n");
        }

        PickleText string(String ascii) {
            return raw("X").raw("" + (char) ascii.length() + "\0\0\0").raw(ascii);
        }

        byte[] bytes() {
            return out.toByteArray();
        }
    }
}
