package io.github.ccmusic.cqt.audio;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;

/**
 * A path that nobody but this user and root can turn into another one: native code that lies there is run.
 *
 * <p>Everything from the root down belongs to this user or to root, and nobody else may write to it. A folder above may be writable for
 * all if it is sticky, as {@code /tmp} is: what this user has put there, others cannot move away. Links are followed here and not by the
 * system, so that what was looked at is what is used afterwards.
 *
 * <p>Where the file system knows no owner and mode in the manner of Unix, which is Windows, nothing is looked at: there it is the user's
 * profile that keeps others out.
 */
final class TrustedPath {
    private static final int MOST_LINKS = 40;
    private static final int WRITABLE_FOR_OTHERS = 0022;
    private static final int STICKY = 01000;
    private static final Path THIS_PROCESS = Path.of("/proc/self");

    private TrustedPath() {}

    /**
     * The same file or folder by a path without links.
     *
     * @throws FileSystemException that says who else could change what, if anybody could
     * @throws IOException if there is nothing at that path, or it may not be looked at
     */
    static Path of(Path path) throws IOException {
        if (!path.getFileSystem().supportedFileAttributeViews().contains("unix")) {
            return path.toRealPath();
        }
        return follow(path.toAbsolutePath().normalize(), MOST_LINKS);
    }

    private static Path follow(Path path, int links) throws IOException {
        Path reached = path.getRoot();
        int last = path.getNameCount() - 1;
        for (int i = 0; i <= last; i++) {
            Path next = reached.resolve(path.getName(i));
            requireOwner(next);
            if (Files.isSymbolicLink(next)) {
                if (links == 0) {
                    throw new FileSystemLoopException(next.toString());
                }
                Path target = reached.resolve(Files.readSymbolicLink(next));
                Path rest = i == last ? target : target.resolve(path.subpath(i + 1, last + 1));
                return follow(rest.normalize(), links - 1);
            }
            requireReadOnly(next, i < last);
            reached = next;
        }
        return reached;
    }

    private static void requireOwner(Path path) throws IOException {
        int uid = (int) Files.getAttribute(path, "unix:uid", LinkOption.NOFOLLOW_LINKS);
        if (uid == 0) {
            return;
        }
        String owner = Files.getOwner(path, LinkOption.NOFOLLOW_LINKS).getName();
        String user = System.getProperty("user.name", "");
        if (owner.equals(user)) {
            return;
        }
        // In a container a user need not have a name: then Linux knows the number.
        if (Files.exists(THIS_PROCESS)
                && Files.getAttribute(THIS_PROCESS, "unix:uid").equals(uid)) {
            return;
        }
        throw new FileSystemException(
                path.toString(), null, "belongs to " + owner + ", and neither to this user, " + user + ", nor to root");
    }

    private static void requireReadOnly(Path path, boolean above) throws IOException {
        int mode = (int) Files.getAttribute(path, "unix:mode", LinkOption.NOFOLLOW_LINKS);
        boolean sticky = above && (mode & STICKY) != 0;
        if ((mode & WRITABLE_FOR_OTHERS) != 0 && !sticky) {
            throw new FileSystemException(
                    path.toString(), null, String.format("can be written to by other users (mode %o)", mode & 07777));
        }
    }
}
