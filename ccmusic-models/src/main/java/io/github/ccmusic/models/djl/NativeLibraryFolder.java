package io.github.ccmusic.models.djl;

import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.FileLockInterruptionException;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The folder that native libraries are unpacked into, once for each version and user, and loaded from ever after.
 *
 * <p>Whoever can write there runs code in this process. So it is never a folder that all can write to, and each start looks again whose
 * it is ({@link TrustedPath}) and whether the files have the sizes that the jar says. It appears at once and complete, by being renamed;
 * processes that start together wait for the first one.
 *
 * @param path of the folder that those folders lie in; need not be there yet
 * @param named by the user, who may then want others to read what is there
 */
record NativeLibraryFolder(Path path, boolean named) {
    private static final Logger LOG = LoggerFactory.getLogger(NativeLibraryFolder.class);

    /** What the environment, or else a system property, names; or else the user's cache folder. */
    static NativeLibraryFolder ofThisUser() throws IOException {
        for (String name : new String[] {"ENGINE_CACHE_DIR", "DJL_CACHE_DIR"}) { // DJL's own, in its order
            String folder = DjlSettings.get(name);
            if (folder != null) {
                return new NativeLibraryFolder(Path.of(folder).toAbsolutePath(), true);
            }
        }
        String caches = System.getenv("XDG_CACHE_HOME");
        if (caches == null || !Path.of(caches).isAbsolute()) {
            Path home = Path.of(System.getProperty("user.home", "")); // "?" for a user without one
            if (!home.isAbsolute()) {
                throw new NoSuchFileException(home.toString(), null, "this user has no home directory");
            }
            return new NativeLibraryFolder(home.resolve(".cache").resolve("ccmusic"), false);
        }
        return new NativeLibraryFolder(Path.of(caches).resolve("ccmusic"), false);
    }

    /**
     * The folder, made if it was not there.
     *
     * @throws IOException if it cannot be made, or others can write to it
     */
    Path made() throws IOException {
        Path existing = path;
        while (!Files.exists(existing) && existing.getParent() != null) {
            existing = existing.getParent();
        }
        TrustedPath.of(existing);
        if (!existing.equals(path)) {
            Files.createDirectories(path, permissions(named ? "rwxr-xr-x" : "rwx------"));
        }
        Path made = TrustedPath.of(path);
        if (!Files.isDirectory(made)) {
            throw new NotDirectoryException(made.toString());
        }
        return made;
    }

    /**
     * A folder in this one with these libraries and nothing else, unpacked if they were not there.
     *
     * @throws IOException if they cannot be unpacked, or others can write to where they are
     */
    Path holding(NativeLibraries libraries) throws IOException {
        Path folder = path.resolve(libraries.name());
        if (Files.isDirectory(folder)) {
            Path trusted = TrustedPath.of(folder);
            if (flaw(trusted, libraries) == null) {
                return trusted;
            }
        }
        Path root = made();
        folder = root.resolve(libraries.name());
        Path lockFile = root.resolve(libraries.name() + ".lock");
        try (FileChannel channel = FileChannel.open(
                        lockFile,
                        Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE),
                        permissions("rw-------"));
                FileLock lock = lock(channel)) {
            String prefix = libraries.name() + ".unpacking-";
            if (lock != null) {
                deleteRemains(root, prefix);
            }
            if (Files.isDirectory(folder)) {
                String flaw = flaw(folder, libraries);
                if (flaw == null) {
                    return TrustedPath.of(folder); // another process was first
                }
                LOG.warn("{}: {}; unpacking it again", folder, flaw);
                Files.move(
                        folder,
                        Files.createTempDirectory(root, prefix).resolve("damaged"),
                        StandardCopyOption.ATOMIC_MOVE);
            }
            unpack(libraries, root, prefix, folder);
            deleteRemains(root, prefix);
        }
        return TrustedPath.of(folder);
    }

    private static void unpack(NativeLibraries libraries, Path root, String prefix, Path folder) throws IOException {
        Path unpacked = Files.createTempDirectory(root, prefix, permissions("rwxr-xr-x"));
        try {
            for (String file : libraries.files().keySet()) {
                try (InputStream in = libraries.read(file);
                        FileChannel out = FileChannel.open(
                                unpacked.resolve(file),
                                Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                                permissions("rw-r--r--"))) {
                    in.transferTo(Channels.newOutputStream(out));
                    out.force(true);
                }
            }
            String flaw = flaw(unpacked, libraries);
            if (flaw != null) {
                throw new FileSystemException(unpacked.toString(), null, flaw);
            }
            Files.move(unpacked, folder, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            delete(unpacked);
            // Where files cannot be locked, two may have unpacked at once.
            if (!Files.isDirectory(folder) || flaw(folder, libraries) != null) {
                throw e;
            }
        }
    }

    /** What is wrong with the files in a folder, if anything is. */
    private static @Nullable String flaw(Path folder, NativeLibraries libraries) throws IOException {
        for (String file : libraries.files().keySet()) {
            Path there = folder.resolve(file);
            if (!Files.isRegularFile(there)) {
                return file + " is missing";
            }
            TrustedPath.requireFile(there);
            long size = Files.size(there);
            long expected = libraries.size(file);
            if (expected >= 0 && size != expected) {
                return file + " has " + size + " bytes where the jar has " + expected;
            }
        }
        return null;
    }

    /** Waits for whoever is unpacking; null where files cannot be locked, as on some network file systems. */
    private static @Nullable FileLock lock(FileChannel channel) throws IOException {
        while (true) {
            try {
                return channel.lock();
            } catch (OverlappingFileLockException e) { // this very process, through another class loader
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
            } catch (FileLockInterruptionException e) {
                throw e;
            } catch (IOException e) {
                LOG.debug("unpacking without a lock", e);
                return null;
            }
        }
    }

    /** What processes that were killed have left behind. */
    private static void deleteRemains(Path root, String prefix) {
        try (DirectoryStream<Path> remains = Files.newDirectoryStream(root, prefix + "*")) {
            for (Path folder : remains) {
                delete(folder);
            }
        } catch (IOException e) {
            LOG.debug("remains stay in {}", root, e);
        }
    }

    private static void delete(Path path) throws IOException {
        if (Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
            try (DirectoryStream<Path> entries = Files.newDirectoryStream(path)) {
                for (Path entry : entries) {
                    delete(entry);
                }
            }
        }
        Files.deleteIfExists(path);
    }

    private static FileAttribute<?>[] permissions(String mode) {
        boolean posix = FileSystems.getDefault().supportedFileAttributeViews().contains("posix");
        return posix
                ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(mode))}
                : new FileAttribute<?>[0];
    }
}
