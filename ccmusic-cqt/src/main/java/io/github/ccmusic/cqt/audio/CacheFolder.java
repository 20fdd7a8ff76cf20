package io.github.ccmusic.cqt.audio;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.UUID;

/**
 * A folder of this user's own that native code is unpacked into and loaded from: {@code DJL_CACHE_DIR}, which names libtorch's too, or
 * else {@code ccmusic} in the user's cache folder. Whoever can write there runs code in this process, so each start looks whose it is, and
 * there is no fall-back that all can write to.
 */
final class CacheFolder {
    private static final Duration ABANDONED = Duration.ofHours(1);
    private static final String UNPACKING = ".unpacking-";

    private final Path path;

    private CacheFolder(Path path) {
        this.path = path;
    }

    /**
     * The part of the cache that belongs to one version of one library.
     *
     * @throws IOException if this user has no home, and the environment names no folder
     */
    static CacheFolder of(String part) throws IOException {
        String named = System.getenv("DJL_CACHE_DIR");
        if (named == null || named.isEmpty()) {
            named = System.getProperty("DJL_CACHE_DIR", "");
        }
        return at((named.isEmpty() ? ofUser() : Path.of(named).toAbsolutePath()).resolve(part));
    }

    static CacheFolder at(Path path) {
        return new CacheFolder(path);
    }

    private static Path ofUser() throws IOException {
        String caches = System.getenv("XDG_CACHE_HOME");
        if (caches != null && Path.of(caches).isAbsolute()) {
            return Path.of(caches, "ccmusic");
        }
        Path home = Path.of(System.getProperty("user.home", "")); // "?" for a user without one
        if (!home.isAbsolute()) {
            throw new NoSuchFileException(home.toString(), null, "this user has no home directory");
        }
        return home.resolve(".cache").resolve("ccmusic");
    }

    Path path() {
        return path;
    }

    /** Bytes that can be had again. */
    @FunctionalInterface
    interface Source {
        InputStream open() throws IOException;
    }

    /**
     * A file in this folder, whole and safe from others; it is made if it is not there, or not of that size. Processes that start at once
     * each make one, and the last one's stays: it appears by being renamed.
     *
     * @return its path without links
     * @throws IOException if it cannot be made, or others can write to where it is
     */
    Path holding(String name, long size, Source content) throws IOException {
        Path file = path.resolve(name);
        if (Files.isRegularFile(file) && Files.size(file) == size) {
            return TrustedPath.of(file);
        }
        Path folder = made();
        deleteAbandoned(folder);
        Path unpacked = folder.resolve(name + UNPACKING + UUID.randomUUID());
        try {
            try (InputStream in = content.open();
                    OutputStream out = Channels.newOutputStream(FileChannel.open(
                            unpacked,
                            Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                            permissions("rw-r--r--")))) {
                in.transferTo(out);
            }
            long written = Files.size(unpacked);
            if (written != size) {
                throw new FileSystemException(
                        unpacked.toString(), null, "has " + written + " bytes where the jar has " + size);
            }
            Path target = folder.resolve(name);
            Files.move(unpacked, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            return TrustedPath.of(target);
        } finally {
            Files.deleteIfExists(unpacked);
        }
    }

    private Path made() throws IOException {
        Path existing = path;
        while (!Files.exists(existing) && existing.getParent() != null) {
            existing = existing.getParent();
        }
        TrustedPath.of(existing);
        Files.createDirectories(path, permissions("rwx------"));
        return TrustedPath.of(path);
    }

    /** What processes that were killed have left behind. */
    private static void deleteAbandoned(Path folder) throws IOException {
        FileTime before = FileTime.from(Instant.now().minus(ABANDONED));
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "*" + UNPACKING + "*")) {
            for (Path file : files) {
                if (Files.getLastModifiedTime(file).compareTo(before) < 0) {
                    Files.deleteIfExists(file);
                }
            }
        }
    }

    private FileAttribute<?>[] permissions(String mode) {
        boolean posix = path.getFileSystem().supportedFileAttributeViews().contains("posix");
        return posix
                ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(mode))}
                : new FileAttribute<?>[0];
    }
}
