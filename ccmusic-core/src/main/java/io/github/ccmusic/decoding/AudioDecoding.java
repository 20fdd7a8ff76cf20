package io.github.ccmusic.decoding;

import io.github.ccmusic.process.WorkerSpec;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Where compressed recordings, which native code decodes, are decoded. WAV files of plain samples are read in this process in any case.
 *
 * <p>Immutable.
 */
public final class AudioDecoding {
    private static final int HEAP_BYTES = 64 << 20;
    private static final long RESIDENT_BYTES = 1_000_000_000;

    private final Optional<WorkerSpec> worker;
    private final Duration longest;

    private AudioDecoding(Optional<WorkerSpec> worker, Duration longest) {
        this.worker = worker;
        this.longest = longest;
    }

    /** In this process, which is the default: a file that crashes the decoder ends the JVM. */
    public static AudioDecoding inProcess() {
        return new AudioDecoding(Optional.empty(), Duration.ofHours(6));
    }

    /**
     * In processes of their own, one for each recording that is read at a time, which are kept for the next: a file that crashes the
     * decoder, keeps it busy for {@link #stallLimit} or never ends is that file's error, and the next file goes on in a new process.
     */
    public static AudioDecoding isolated() {
        return in(WorkerSpec.running(DecodingChild.class));
    }

    static AudioDecoding in(WorkerSpec worker) {
        WorkerSpec sized = worker.heapBytes(HEAP_BYTES).residentBytes(OptionalLong.of(RESIDENT_BYTES));
        return new AudioDecoding(Optional.of(sized), Duration.ofHours(6));
    }

    /** How long a decoder in a process of its own may take for the next second or so of sound; 30 s by default. */
    public AudioDecoding stallLimit(Duration limit) {
        return new AudioDecoding(worker.map(spec -> spec.answerWithin(limit)), longest);
    }

    /** How long a recording that is decoded in a process of its own may be; six hours by default, for a decoder may never end. */
    public AudioDecoding longest(Duration limit) {
        if (limit.isNegative() || limit.isZero()) {
            throw new IllegalArgumentException("limit must be positive: " + limit);
        }
        return new AudioDecoding(worker, limit);
    }

    /** Whether recordings are decoded in processes of their own. */
    public boolean isIsolated() {
        return worker.isPresent();
    }

    /**
     * Opens a reader that decodes in this way. One in a process of its own is started at once, so that it is there when the first
     * recording comes.
     *
     * @param atOnce how many recordings may be decoded in processes of their own at a time
     * @return the reader, which the caller closes
     * @throws IOException if a process is wanted and cannot be started; the message says what to do
     */
    public RecordingReader reader(int atOnce) throws IOException {
        return worker.isPresent()
                ? RecordingReader.isolated(IsolatedDecoder.start(worker.get(), longest, atOnce))
                : RecordingReader.inProcess();
    }
}
