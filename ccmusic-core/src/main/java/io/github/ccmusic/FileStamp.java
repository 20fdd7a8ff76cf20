package io.github.ccmusic;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Objects;

/**
 * How a file looks from outside: whoever writes to it, or puts another in its place, changes that.
 *
 * <p>File systems tell time in ticks: of the kernel, of at most 10 ms, or of one or two seconds. What is written within the tick of an
 * earlier change cannot be told from it. So {@link #settled} returns only after that tick is over.
 */
record FileStamp(Map<String, Object> attributes) {
    private static final Duration TICK = Duration.ofMillis(20);
    private static final Duration COARSE_TICK = Duration.ofSeconds(2);

    /** How the file looks now; what is written to it from here on is seen. */
    static FileStamp settled(Path file) throws IOException {
        FileStamp stamp = of(file);
        try {
            Thread.sleep(stamp.tick().toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw (IOException) new InterruptedIOException(file + ": interrupted before it was loaded").initCause(e);
        }
        return stamp;
    }

    private static FileStamp of(Path file) throws IOException {
        // The time of the last change to the inode, unlike that of the last change to the content, cannot be set.
        boolean unix = file.getFileSystem().supportedFileAttributeViews().contains("unix");
        return new FileStamp(Files.readAttributes(
                file, unix ? "unix:size,lastModifiedTime,ctime,ino,dev" : "size,lastModifiedTime,fileKey"));
    }

    /** Whole seconds are those of a coarse file system, or of a file that was copied with its time, which then is long ago. */
    private Duration tick() {
        String changed = attributes.containsKey("ctime") ? "ctime" : "lastModifiedTime";
        Instant last = ((FileTime) Objects.requireNonNull(attributes.get(changed))).toInstant();
        boolean recent = last.isAfter(Instant.now().minus(COARSE_TICK.multipliedBy(2)));
        return recent && last.equals(last.truncatedTo(ChronoUnit.SECONDS)) ? COARSE_TICK : TICK;
    }

    /**
     * Asserts that nobody has written to the file since.
     *
     * @throws IOException if somebody has
     */
    void requireUnchanged(Path file) throws IOException {
        // On a network mount, opening asks the server.
        FileChannel.open(file).close();
        if (!of(file).equals(this)) {
            throw new IOException(
                    file + " changed while it was loaded. Copy a checkpoint under another name and rename it when it is"
                            + " whole; then load it again");
        }
    }
}
