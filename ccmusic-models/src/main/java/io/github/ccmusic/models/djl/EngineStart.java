package io.github.ccmusic.models.djl;

import ai.djl.engine.Engine;
import ai.djl.pytorch.engine.PtEngineProvider;
import ai.djl.pytorch.jni.LibUtils;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Starts libtorch through DJL, by our own rules where DJL's would download, call home, load what lies in {@code /tmp}, or depend on the
 * thread that happens to ask.
 */
final class EngineStart {
    private static final Logger LOG = LoggerFactory.getLogger(EngineStart.class);

    private EngineStart() {}

    /**
     * The engine, which DJL starts once in a process.
     *
     * @throws IllegalStateException if it does not start; the message says why and what to do
     */
    static Engine start() {
        // DJL's static initialiser calls home, and a missing library is downloaded, unless told otherwise.
        DjlSettings.keep("OPT_OUT_TRACKING", "true");
        DjlSettings.keep("ai.djl.offline", "true");
        // DJL looks for libraries through the thread's class loader, which in a container need not be ours.
        // And an interrupted thread cannot read files, which is no reason never to start.
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        boolean interrupted = Thread.interrupted();
        thread.setContextClassLoader(EngineStart.class.getClassLoader());
        try (DjlSettings settings = new DjlSettings()) {
            prepare(settings);
            NativeHeap.keep();
            // Said here and not left to a service file, of which a jar made of several keeps only one.
            Engine.registerEngine(new PtEngineProvider());
            Engine engine = Engine.getEngine("PyTorch");
            Nnpack.leaveOut(Path.of(LibUtils.getLibtorchPath()));
            return engine;
        } catch (IOException | RuntimeException | LinkageError | AssertionError e) {
            throw new IllegalStateException("libtorch did not start: " + StartFailure.sentence(e), e);
        } finally {
            thread.setContextClassLoader(before);
            if (interrupted) {
                thread.interrupt();
            }
        }
    }

    /** Sees to it that the libraries are there, and tells DJL where. */
    private static void prepare(DjlSettings settings) throws IOException {
        String own = DjlSettings.get("PYTORCH_LIBRARY_PATH");
        if (own != null) { // what the user names is loaded as it is
            if (!holdsJoint(own)) { // then DJL unpacks that
                settings.set(
                        "ENGINE_CACHE_DIR",
                        NativeLibraryFolder.ofThisUser().made().toString());
            }
            return;
        }
        NativeLibraries libraries = NativeLibraries.onClassPath();
        NativeLibraryFolder cache = NativeLibraryFolder.ofThisUser();
        Path folder = cache.holding(libraries);
        LOG.debug("libtorch is loaded from {}", folder);
        settings.set("PYTORCH_LIBRARY_PATH", folder.toString());
        settings.set("PYTORCH_FLAVOR", libraries.flavor());
        if (Files.isWritable(cache.path())) {
            settings.set("jna.tmpdir", cache.path().toString()); // it, too, falls back on java.io.tmpdir
        }
    }

    /** Whether what joins libtorch to Java lies in one of the folders that the user has named. */
    private static boolean holdsJoint(String folders) {
        return Arrays.stream(folders.split(File.pathSeparator, -1))
                .anyMatch(folder -> Files.exists(Path.of(folder, System.mapLibraryName("djl_torch"))));
    }
}
