package io.github.ccmusic.models.djl;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the machine says of its processor, as far as the choice of kernels hangs on it.
 *
 * <p>Some hypervisors hide the processor's caches. oneDNN then plans its newer kernels (brgemm, from AVX2 on) for caches of no size, and gives
 * wrong numbers or divides by zero, which ends the process: see oneDNN's issues 2716 and 5313, and PyTorch's 177227. So this has to
 * be known before any of them is tried.
 *
 * @param isa the widest vector instructions that it has, by oneDNN's names
 * @param reportsCaches whether the system knows its caches
 * @param limit what the user lets oneDNN use at most, {@code ONEDNN_MAX_CPU_ISA}; null for everything
 */
record Processor(
        String isa, boolean reportsCaches, @Nullable String limit) {
    /** Without the kernels that ask for the caches. */
    private static final Set<String> OLD_ISAS = Set.of("SSE41", "AVX");

    /** Flags of {@code /proc/cpuinfo}, the widest first, and oneDNN's names for them. */
    private static final List<List<String>> ISAS = List.of(
            List.of("amx_bf16", "AVX512_CORE_AMX"),
            List.of("avx512_bf16", "AVX512_CORE_BF16"),
            List.of("avx512bw", "AVX512_CORE"),
            List.of("avx2", "AVX2"),
            List.of("avx", "AVX"),
            List.of("sse4_1", "SSE41"));

    /** This machine's. */
    static Processor ofThisMachine() {
        String limit = System.getenv("ONEDNN_MAX_CPU_ISA");
        boolean linux = System.getProperty("os.name").equals("Linux");
        // Elsewhere nothing is known of machines that hide them.
        return linux ? of(Path.of("/"), limit) : new Processor(System.getProperty("os.arch"), true, limit);
    }

    /**
     * As Linux tells it.
     *
     * @param root what {@code sys} and {@code proc} are below of
     */
    static Processor of(Path root, @Nullable String limit) {
        boolean reportsCaches = Files.isDirectory(root.resolve("sys/devices/system/cpu/cpu0/cache/index0"));
        return new Processor(isa(root.resolve("proc/cpuinfo")), reportsCaches, limit);
    }

    private static String isa(Path cpuinfo) {
        Set<String> flags;
        try {
            flags = Set.of(Files.readAllLines(cpuinfo).stream()
                    .filter(line -> line.startsWith("flags"))
                    .findFirst()
                    .orElse("")
                    .replaceFirst(".*:", "")
                    .trim()
                    .split("\\s+"));
        } catch (IOException | IllegalArgumentException e) {
            flags = Set.of();
        }
        for (List<String> isa : ISAS) {
            if (flags.contains(isa.get(0))) {
                return isa.get(1);
            }
        }
        return System.getProperty("os.arch");
    }

    /** Whether oneDNN's kernels may be tried without danger to the process. */
    boolean mayTryOneDnn() {
        return reportsCaches
                || OLD_ISAS.contains(isa)
                || (limit != null && OLD_ISAS.contains(limit.toUpperCase(Locale.ROOT)));
    }

    /** Why they may not. */
    static final String REFUSAL = "this machine does not report its processor's caches, where oneDNN gives wrong"
            + " numbers or ends the process (ONEDNN_MAX_CPU_ISA=AVX in the environment makes it safe, and slow)";

    @Override
    public String toString() {
        return isa + (limit == null ? "" : ", oneDNN limited to " + limit) + ", caches "
                + (reportsCaches ? "reported" : "not reported");
    }
}
