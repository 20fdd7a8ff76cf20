package io.github.ccmusic.models.djl;

import com.sun.jna.Function;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Pointer;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * NNPACK, a library of kernels inside libtorch.
 *
 * <p>libtorch would take it for batches of sixteen and more that neither oneDNN nor XNNPACK takes, which are none of ours. But it asks,
 * for each convolution, whether NNPACK works on this processor, and where it does not, prints a line to stderr each time.
 */
final class Nnpack {
    private static final Logger LOG = LoggerFactory.getLogger(Nnpack.class);

    private Nnpack() {}

    /**
     * Switches it off, for the whole process. The switch is an exported method of a C++ class, called by its mangled name; where a
     * compiler names it in another way, as Microsoft's does, all stays as it is.
     */
    static void leaveOut(Path libraries) {
        try {
            NativeLibrary torch = NativeLibrary.getInstance(
                    libraries.resolve(System.mapLibraryName("torch_cpu")).toString());
            Function context = torch.getFunction("_ZN2at13globalContextEv");
            Function enable = torch.getFunction("_ZN2at7Context20setUserEnabledNNPACKEb");
            Pointer global = context.invokePointer(new Object[0]);
            enable.invokeVoid(new Object[] {global, false});
        } catch (LinkageError | RuntimeException e) {
            LOG.debug("NNPACK stays as it is", e);
        }
    }
}
