package io.github.ccmusic.cqt.audio;

import com.sun.jna.NativeLibrary;
import java.nio.file.Path;

/**
 * FFmpeg's own words. Of nearly every MP3 it tells the process's stderr that it "could not update timestamps for skipped samples", which
 * concerns nobody, and its level can be set by a call into the library alone. That takes JNA, which comes with {@code ccmusic-core}; where it is
 * missing, or may not load its own library, FFmpeg talks.
 */
final class FfmpegLog {
    private static final int AV_LOG_FATAL = 8;

    private FfmpegLog() {}

    static void silence(Path library) {
        try {
            NativeLibrary.getInstance(library.toString())
                    .getFunction("av_log_set_level")
                    .invokeVoid(new Object[] {AV_LOG_FATAL});
        } catch (LinkageError | RuntimeException e) {
            // Then it talks.
        }
    }
}
