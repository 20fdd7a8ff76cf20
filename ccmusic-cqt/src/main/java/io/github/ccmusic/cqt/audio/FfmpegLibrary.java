package io.github.ccmusic.cqt.audio;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.reflect.InvocationTargetException;
import java.net.URL;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Properties;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.logging.Level;
import java.util.logging.Logger;
import javax.sound.sampled.AudioFileFormat;
import javax.sound.sampled.AudioFormat;
import javax.sound.sampled.AudioInputStream;
import javax.sound.sampled.AudioSystem;
import javax.sound.sampled.UnsupportedAudioFileException;
import javax.sound.sampled.spi.AudioFileReader;
import org.jspecify.annotations.Nullable;

/*
 * FFSampledSP unpacks FFmpeg's library to a fixed name in java.io.tmpdir and loads what lies there, whoever put it there. It reads that
 * property each time and asks nothing else first. So the library is put into a folder of this user's own, and while FFSampledSP loads it
 * from there, which takes some milliseconds once in a process, the property names that folder. The JDK's own temporary files do not
 * follow: it reads the property once, and is made to do so before.
 */

/** FFmpeg's library, loaded from where nobody else can put another one, and told to be quiet. */
final class FfmpegLibrary {
    private static final String PACKAGE = "com.tagtraum.ffsampledsp";
    private static final String TEMPORARY = "java.io.tmpdir";

    /** A fact about the process, which cannot become untrue: a class loader loads a library once and keeps it. */
    private static final AtomicBoolean LOADED = new AtomicBoolean();

    /**
     * It tells of its architecture, and of each damaged frame, which a stream says by itself. Held here, for the JDK would forget the level
     * together with the logger.
     */
    private static final Logger LOG = Logger.getLogger(PACKAGE);

    private FfmpegLibrary() {}

    /** Whether a decoder is FFSampledSP's. */
    static boolean isNeededBy(Class<?> decoder) {
        return decoder.getName().startsWith(PACKAGE + ".");
    }

    /**
     * Loads the library, if it is not loaded yet, before a class of FFSampledSP does so by itself.
     *
     * @param decoder one of its classes, not initialised yet
     * @throws IOException that names the folder and the cause; no file of sound is to blame
     */
    static void load(Class<?> decoder) throws IOException {
        if (LOADED.get()) {
            return;
        }
        try {
            Class<?> loader = Class.forName(PACKAGE + ".FFNativeLibraryLoader", false, decoder.getClassLoader());
            synchronized (loader) {
                if (!LOADED.get()) {
                    loadInto(loader);
                    LOADED.set(true);
                }
            }
        } catch (ReflectiveOperationException e) {
            throw new IOException("this version of FFSampledSP loads its library in a way that is not known here", e);
        }
    }

    private static void loadInto(Class<?> loader) throws IOException, ReflectiveOperationException {
        CacheFolder folder = null;
        Path file;
        try {
            String platform = arch() + "-" + system();
            String extension = System.mapLibraryName("").replaceFirst(".*\\.", ".");
            String version = version(loader);
            folder = CacheFolder.of("ffsampledsp-" + version);
            URL packed = loader.getResource("/ffsampledsp-" + platform + extension);
            if (packed == null) {
                throw new UnreadableFormatException(
                        "needs FFmpeg to be decoded, and FFSampledSP has none for this platform, " + platform);
            }
            file = folder.holding(
                    "ffsampledsp-" + platform + "-" + version + extension, size(packed), packed::openStream);
        } catch (UnreadableFormatException e) {
            throw e;
        } catch (IOException e) {
            throw unusable(
                    folder == null ? "DJL_CACHE_DIR" : folder.path().toString(), String.valueOf(e.getMessage()), e);
        }
        try {
            loadFrom(file, loader);
        } catch (InvocationTargetException e) {
            throw unusable(file.toString(), reason(file, e.getCause() == null ? e : e.getCause()), e);
        }
        FfmpegLog.silence(file);
        decodeSilence(loader.getClassLoader());
    }

    /**
     * Lets FFSampledSP look up the Java methods that it calls, which it does with the first samples that it hands over: if a damaged packet
     * came before any, its warning would call a method that it has not looked up, and the JVM would crash.
     */
    private static void decodeSilence(@Nullable ClassLoader loader) throws IOException, ReflectiveOperationException {
        Object reader = Class.forName(PACKAGE + ".FFAudioFileReader", true, loader)
                .getConstructor()
                .newInstance();
        ByteArrayOutputStream wav = new ByteArrayOutputStream();
        AudioFormat format = new AudioFormat(8_000, 16, 1, true, false);
        byte[] silence = new byte[1_600];
        AudioInputStream sound = new AudioInputStream(new ByteArrayInputStream(silence), format, silence.length / 2);
        AudioSystem.write(sound, AudioFileFormat.Type.WAVE, wav);
        try (TemporaryFile file = TemporaryFile.holding(new ByteArrayInputStream(wav.toByteArray()));
                AudioInputStream decoded = ((AudioFileReader) reader)
                        .getAudioInputStream(file.path().toFile())) {
            decoded.readAllBytes();
        } catch (UnsupportedAudioFileException e) {
            throw new IOException("FFmpeg does not decode even silence", e);
        }
    }

    private static void loadFrom(Path file, Class<?> loader) throws ReflectiveOperationException {
        settleTemporaryDirectory();
        if (LOG.getLevel() == null) {
            LOG.setLevel(Level.SEVERE);
        }
        String temporary = System.getProperty(TEMPORARY);
        System.setProperty(TEMPORARY, String.valueOf(file.getParent()));
        try {
            loader.getMethod("loadLibrary", String.class).invoke(null, "ffsampledsp");
        } finally {
            System.setProperty(TEMPORARY, temporary);
        }
    }

    /** Lets the JDK look where temporary files go before the property changes for a moment. */
    private static void settleTemporaryDirectory() {
        try {
            File file = File.createTempFile("ccmusic-", null);
            file.delete();
        } catch (IOException e) {
            // It has looked.
        }
    }

    /** FFSampledSP hides why the library was not loaded behind other attempts. */
    private static String reason(Path file, Throwable failure) {
        if (!(failure instanceof UnsatisfiedLinkError)) {
            return "the JVM does not let it be loaded: " + failure.getMessage()
                    + " (--enable-native-access=ALL-UNNAMED allows it)";
        }
        try {
            System.load(file.toString());
            return String.valueOf(failure.getMessage());
        } catch (UnsatisfiedLinkError e) {
            String cause = String.valueOf(e.getMessage()).replace(file + ": ", "");
            return cause + " (the folder may be mounted 'noexec', or the file damaged: then delete it)";
        }
    }

    private static FileSystemException unusable(String place, String cause, Exception e) {
        FileSystemException named = new FileSystemException(
                place,
                null,
                "FFmpeg's library cannot be unpacked and loaded here: " + cause
                        + ". Set DJL_CACHE_DIR to a folder that only this user can write to, and that may hold programs.");
        named.initCause(e);
        return named;
    }

    private static long size(URL packed) throws IOException {
        long size = packed.openConnection().getContentLengthLong();
        if (size >= 0) {
            return size;
        }
        try (InputStream in = packed.openStream()) {
            return in.transferTo(OutputStream.nullOutputStream());
        }
    }

    private static String version(Class<?> loader) throws IOException {
        Properties properties = new Properties();
        try (InputStream in = loader.getResourceAsStream("project.properties")) {
            if (in != null) {
                properties.load(in);
            }
        }
        return properties.getProperty("version", "unknown");
    }

    private static String arch() {
        return switch (System.getProperty("os.arch", "")) {
            case "amd64", "x86_64" -> "x86_64";
            case "arm64", "aarch64" -> "aarch64";
            case "x86", "i386", "i486", "i586", "i686" -> "i386";
            default -> System.getProperty("os.arch", "");
        };
    }

    private static String system() {
        String name = System.getProperty("os.name", "").toLowerCase(Locale.ROOT);
        return name.contains("mac") ? "macos" : name.contains("win") ? "win" : "linux";
    }
}
