package io.github.ccmusic.cli;

import com.sun.jna.NativeLibrary;
import com.tagtraum.ffsampledsp.FFNativeLibraryLoader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;

/**
 * The decoders' own words. FFmpeg tells the process's stderr of nearly every MP3 that it "could not update timestamps for skipped
 * samples", which concerns nobody and tears the progress bar. Its level can be set by a call into the library alone, and that is
 * found by its place in this process's memory: on Linux, that is; elsewhere the words stay.
 */
final class DecoderLog {
    private static final int AV_LOG_FATAL = 8;
    private static final Path MAPPED = Path.of("/proc/self/maps");

    /** Held here, for the JDK would forget the level together with the logger. */
    private static final Logger LOADER = Logger.getLogger("com.tagtraum.ffsampledsp");

    private DecoderLog() {}

    /** Asks for silence if any of the files looks as if it will meet a decoder. */
    static void silenceFor(List<Path> files) {
        if (!files.stream().allMatch(DecoderLog::isWav)) {
            silence();
        }
    }

    /** Loads the decoders, if they are not loaded yet, and asks for silence. */
    static void silence() {
        LOADER.setLevel(Level.WARNING);
        try {
            FFNativeLibraryLoader.loadLibrary();
            library()
                    .ifPresent(path -> NativeLibrary.getInstance(path)
                            .getFunction("av_log_set_level")
                            .invokeVoid(new Object[] {AV_LOG_FATAL}));
        } catch (IOException | UnsatisfiedLinkError e) {
            // Then it talks.
        }
    }

    private static boolean isWav(Path file) {
        return file.toString().toLowerCase(Locale.ROOT).endsWith(".wav");
    }

    private static Optional<String> library() throws IOException {
        if (!Files.isReadable(MAPPED)) {
            return Optional.empty();
        }
        try (Stream<String> lines = Files.lines(MAPPED)) {
            return lines.filter(line -> line.contains("ffsampledsp-"))
                    .map(line -> line.substring(line.indexOf('/')))
                    .findFirst();
        }
    }
}
