package io.github.ccmusic.models.djl;

import ai.djl.engine.Engine;
import ai.djl.pytorch.engine.PtEngineProvider;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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
        // DJL looks for libraries through the thread's class loader, which in a container need not be ours. And files
        // are closed under
        // an interrupted thread, which is no reason never to start.
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        boolean interrupted = Thread.interrupted();
        thread.setContextClassLoader(EngineStart.class.getClassLoader());
        try (DjlSettings settings = new DjlSettings()) {
            Path libraries = prepare(settings);
            NativeHeap.keep();
            // Said here and not left to a service file, of which a jar made of several keeps only one.
            Engine.registerEngine(new PtEngineProvider());
            Engine engine = Engine.getEngine("PyTorch");
            Nnpack.leaveOut(libraries);
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

    /** The folder with the libraries, which DJL is told of. */
    private static Path prepare(DjlSettings settings) throws IOException {
        String own = DjlSettings.get("PYTORCH_LIBRARY_PATH");
        if (own != null) {
            // What the user names is loaded as it is. What joins it to Java may still have to be unpacked by DJL.
            settings.set(
                    "ENGINE_CACHE_DIR", NativeLibraryFolder.ofThisUser().made().toString());
            return Path.of(own);
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
        return folder;
    }
}
