package io.github.ccmusic.models.djl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileOwnerAttributeView;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrustedPathTest {
    @TempDir
    private Path temp;

    private Path user;
    private Path home;

    @BeforeEach
    void makeAHomeBelowASharedFolder() throws IOException {
        assumeTrue(
                temp.getFileSystem().supportedFileAttributeViews().contains("unix"),
                "owners and modes are those of Unix");
        temp = temp.toRealPath();
        user = temp.resolve("home");
        home = Files.createDirectories(user.resolve("cache"));
        allow(home, "rwxr-xr-x");
    }

    @Test
    void takesAFolderThatOnlyThisUserCanWriteTo() throws IOException {
        assertThat(TrustedPath.of(home)).isEqualTo(home);
    }

    @Test
    void takesWhatIsRoots() throws IOException {
        assertThat(TrustedPath.of(Path.of("/"))).isEqualTo(Path.of("/"));
    }

    @Test
    void takesAFolderBelowAStickyOneThatAllCanWriteTo() throws IOException {
        Files.setAttribute(user, "unix:mode", 01777);

        assertThat(TrustedPath.of(home)).isEqualTo(home);
        assertThatThrownBy(() -> TrustedPath.of(user))
                .isInstanceOf(FileSystemException.class)
                .hasMessageContaining(user + ": can be written to by other users (mode 1777)");
    }

    @Test
    void refusesAFolderThatOthersCanWriteTo() throws IOException {
        allow(home, "rwxrwxr-x");

        assertThatThrownBy(() -> TrustedPath.of(home))
                .isInstanceOf(FileSystemException.class)
                .hasMessageContaining(home + ": can be written to by other users (mode 775)");
    }

    @Test
    void refusesAFolderThatOthersCanMoveAway() throws IOException {
        allow(user, "rwxrwxrwx");

        assertThatThrownBy(() -> TrustedPath.of(home))
                .hasMessageContaining(user + ": can be written to by other users (mode 777)");
    }

    @Test
    void refusesAFolderOfAnotherUser() throws IOException {
        giveAway(home);

        assertThatThrownBy(() -> TrustedPath.of(home))
                .isInstanceOf(FileSystemException.class)
                .hasMessageContaining(home + ": belongs to nobody");
    }

    @Test
    void refusesAFolderInAFolderOfAnotherUser() throws IOException {
        giveAway(user);

        assertThatThrownBy(() -> TrustedPath.of(home)).hasMessageContaining(user + ": belongs to nobody");
    }

    @Test
    void followsALinkAndGivesThePathWithoutIt() throws IOException {
        Path link = Files.createSymbolicLink(temp.resolve("link"), Path.of("home"));

        assertThat(TrustedPath.of(link.resolve("cache"))).isEqualTo(home);
    }

    @Test
    void refusesALinkToWhereOthersCanWrite() throws IOException {
        Path link = Files.createSymbolicLink(temp.resolve("link"), home);
        allow(home, "rwxrwxrwx");

        assertThatThrownBy(() -> TrustedPath.of(link)).hasMessageContaining(home + ": can be written to");
    }

    @Test
    void refusesALinkOfAnotherUser() throws IOException {
        Path link = Files.createSymbolicLink(temp.resolve("link"), home);
        giveAway(link);

        assertThatThrownBy(() -> TrustedPath.of(link)).hasMessageContaining(link + ": belongs to nobody");
    }

    @Test
    void refusesLinksThatLeadNowhere() throws IOException {
        Path link = Files.createSymbolicLink(temp.resolve("link"), temp.resolve("link"));

        assertThatThrownBy(() -> TrustedPath.of(link)).isInstanceOf(FileSystemLoopException.class);
    }

    @Test
    void takesAFileButNoLinkToOne() throws IOException {
        Path file = Files.createFile(home.resolve("lib.so"));
        allow(file, "rw-r--r--");
        Path link = Files.createSymbolicLink(home.resolve("link.so"), file);

        TrustedPath.requireFile(file);
        assertThatThrownBy(() -> TrustedPath.requireFile(link)).hasMessageContaining("is no file");
        assertThatThrownBy(() -> TrustedPath.requireFile(home)).hasMessageContaining("is no file");
    }

    private static void allow(Path path, String mode) throws IOException {
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(mode));
    }

    /** To another user: only root can. */
    private static void giveAway(Path path) throws IOException {
        assumeTrue("root".equals(System.getProperty("user.name")), "giving files away takes root");
        Files.getFileAttributeView(path, FileOwnerAttributeView.class, LinkOption.NOFOLLOW_LINKS)
                .setOwner(path.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName("nobody"));
    }
}
