package io.github.ccmusic.models.djl;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.ServiceConfigurationError;

/** Why the engine did not start, in one sentence that says what to do. */
final class StartFailure {
    private static final String CACHE =
            "Set DJL_CACHE_DIR, in the environment or as a system property, to a folder that only this user"
                    + " can write to, and that has room for half a gigabyte";

    private StartFailure() {}

    static String sentence(Throwable failure) {
        Throwable root = failure;
        for (Throwable t = failure; t != null; t = t.getCause()) {
            if (t instanceof IllegalCallerException) {
                return "this JVM denies native access (" + t.getMessage()
                        + "): start it with --enable-native-access=ALL-UNNAMED, or with the names of the modules if"
                        + " the jars are on the module path: DEPLOYING.md has them";
            }
            if (t instanceof UnsatisfiedLinkError) {
                return unsatisfied(String.valueOf(t.getMessage()));
            }
            if (t instanceof IOException e) {
                return cannotUnpack(e);
            }
            if (t instanceof ServiceConfigurationError) {
                return "META-INF/services/ai.djl.engine.EngineProvider names what is not there (" + t.getMessage()
                        + "): were classes left out or renamed when jars were put together?";
            }
            root = t;
        }
        if (root instanceof ClassNotFoundException || root instanceof NoClassDefFoundError) {
            return "a class is missing (" + root.getMessage()
                    + "): is a jar excluded that the engine needs? DEPLOYING.md says which may be";
        }
        return root instanceof IllegalStateException ? String.valueOf(root.getMessage()) : root.toString();
    }

    /** What the C library says when a library does not load, or the JVM itself. */
    private static String unsatisfied(String message) {
        if (message.contains("already loaded in another classloader")) {
            return "another class loader of this process, which may be another web application, or this one before it"
                    + " was deployed again, has it (" + message
                    + "): put the jars of ccmusic and ai.djl where all applications share them, for Tomcat in its"
                    + " lib folder, and in no application";
        }
        if (message.contains("GLIBC_") || message.contains("GLIBCXX_")) {
            return "the C or C++ library of this system is too old (" + message
                    + "): libtorch for Linux needs glibc 2.29 or newer, which Debian 11, Ubuntu 20.04 and Red Hat 9"
                    + " have";
        }
        if (message.contains("Error loading shared library") || message.contains("Error relocating")) {
            return "the C library of this system is musl, as on Alpine, and libtorch is made for glibc (" + message
                    + "): use a system with glibc, such as Debian";
        }
        if (message.contains("failed to map segment")) {
            return "nothing may be executed from there: is it mounted noexec? (" + message + ") " + CACHE;
        }
        if (message.contains("cannot open shared object file")) {
            return "a library of the system is missing (" + message + "): install the package that has it";
        }
        if (message.contains("invalid ELF header") || message.contains("file too short")) {
            return "what was unpacked is damaged (" + message + "): delete that folder";
        }
        return "a native library does not load here: " + message;
    }

    private static String cannotUnpack(IOException e) {
        return "there is no folder that its native libraries can be safely unpacked into: " + describe(e) + ". "
                + CACHE;
    }

    /** With the reason, which the JDK leaves out where it is the exception's class. */
    private static String describe(IOException e) {
        String message = String.valueOf(e.getMessage());
        if (!(e instanceof FileSystemException file) || file.getReason() != null) {
            return message;
        }
        if (e instanceof AccessDeniedException) {
            return message + " cannot be written to";
        }
        return message
                + (e instanceof NoSuchFileException
                        ? " does not exist"
                        : " (" + e.getClass().getSimpleName() + ")");
    }
}
