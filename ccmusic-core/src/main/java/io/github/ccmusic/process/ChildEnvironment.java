package io.github.ccmusic.process;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * What a worker is told of this process's environment: what the system, the language and the native libraries go by, and nothing else,
 * such as other people's passwords and keys.
 */
final class ChildEnvironment {
    private static final Set<String> NAMES = Set.of(
            "PATH",
            "LD_LIBRARY_PATH",
            "HOME",
            "USER",
            "LOGNAME",
            "LANG",
            "LANGUAGE",
            "TZ",
            "TMPDIR",
            // Windows
            "SYSTEMROOT",
            "WINDIR",
            "USERPROFILE",
            "LOCALAPPDATA",
            "TEMP",
            "TMP",
            // DJL, FFmpeg's library and oneMKL
            "DJL_CACHE_DIR",
            "XDG_CACHE_HOME",
            "ENGINE_CACHE_DIR",
            "OPT_OUT_TRACKING",
            "MKL_NUM_THREADS",
            "GLIBC_TUNABLES");

    private static final List<String> PREFIXES =
            List.of("LC_", "MALLOC_", "ONEDNN_", "DNNL_", "OMP_", "KMP_", "PYTORCH_", "CUDA_", "NVIDIA_", "CCMUSIC_");

    private ChildEnvironment() {}

    static void keepWhatIsNeeded(Map<String, String> environment) {
        environment.keySet().removeIf(name -> !isNeeded(name.toUpperCase(Locale.ROOT)));
    }

    static boolean isNeeded(String name) {
        return NAMES.contains(name) || PREFIXES.stream().anyMatch(name::startsWith);
    }
}
