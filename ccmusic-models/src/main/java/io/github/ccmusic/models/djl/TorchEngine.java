package io.github.ccmusic.models.djl;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.jni.JniUtils;
import ai.djl.pytorch.jni.LibUtils;
import io.github.ccmusic.models.graph.Dialect;
import io.github.ccmusic.models.graph.TorchScript;
import java.io.IOException;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The engine, started once in the life of the process.
 *
 * <p>Starting it unpacks libtorch's native library from the class path, unless that was done before, and loads it; nothing is downloaded,
 * and a class path without that library is an error that names the jar.
 */
public final class TorchEngine {
    private static final Logger LOG = LoggerFactory.getLogger(TorchEngine.class);

    /** As many as there are libtorchs in a process; guarded by the class. */
    private static @Nullable TorchEngine started;

    private final Engine engine;
    private final Map<Dialect, Optional<String>> refusals = new EnumMap<>(Dialect.class);
    private final Processor processor = Processor.ofThisMachine();
    private int threads;

    private TorchEngine(Engine engine) {
        this.engine = engine;
    }

    /**
     * The engine, started if this is the first call. After a failure the next call tries again: what was wrong may have been mended.
     *
     * @throws IllegalStateException if it does not start; the message says why and what to do
     */
    public static synchronized TorchEngine started() {
        TorchEngine engine = started;
        if (engine == null) {
            engine = new TorchEngine(EngineStart.start());
            started = engine;
        }
        return engine;
    }

    /** The version of libtorch. */
    public String version() {
        return engine.getVersion();
    }

    /** The folder that libtorch was loaded from. */
    public String libraryPath() {
        return LibUtils.getLibtorchPath();
    }

    /** How many GPUs this libtorch can use. */
    public int gpuCount() {
        return engine.getGpuCount();
    }

    /**
     * Sets the size of the process's one pool of threads, before any network runs. A later call for another size only warns:
     * libtorch frees the old pool without asking whether somebody is working in it.
     */
    synchronized void useThreads(int wanted) {
        if (threads == 0) {
            JniUtils.setNumThreads(wanted);
            threads = wanted;
        } else if (threads != wanted) {
            LOG.warn(
                    "{} threads a call were asked for, but this process computes with {} since its first network",
                    wanted,
                    threads);
        }
    }

    /** What this machine says of its processor. */
    Processor processor() {
        return processor;
    }

    /** What the processor has, and whether the system knows its caches: {@code AVX512_CORE, caches reported}. */
    public String describeProcessor() {
        return processor.toString();
    }

    /**
     * Tries every kind of kernel that a network may use on this machine's processor, unless it is known to end the process.
     *
     * @return each kind's name with "proved" or "refused" and why
     */
    public Map<String, String> describeKernels() throws IOException {
        Map<String, String> findings = new LinkedHashMap<>();
        for (Dialect dialect : Dialect.values()) {
            findings.put(
                    dialect.name(),
                    refusal(dialect).map(why -> "refused: " + why).orElse("proved"));
        }
        return findings;
    }

    /** Why programs may not be written in a dialect here; empty if they may. Each dialect is tried once. */
    synchronized Optional<String> refusal(Dialect dialect) throws IOException {
        Optional<String> refusal = refusals.get(dialect);
        if (refusal == null) {
            refusal = DialectChoice.allows(processor, dialect)
                    ? DialectTrial.fault(this, dialect, TorchScript::of)
                    : Optional.of(Processor.REFUSAL);
            refusals.put(dialect, refusal);
        }
        return refusal;
    }

    /** A manager of native memory on a device; the caller closes it. */
    NDManager newManager(Device device) {
        return engine.newBaseManager(device);
    }

    /**
     * The device of a name, if it is there.
     *
     * @throws IllegalArgumentException for a name that means nothing, or a device that is not there
     */
    Device device(String name) {
        DeviceName wanted = DeviceName.of(name);
        String libtorch = "libtorch " + version() + " at " + libraryPath();
        if (wanted.kind().equals("gpu")) {
            if (wanted.index() >= gpuCount()) {
                throw new IllegalArgumentException(
                        "device '" + name + "' is not there: " + libtorch + " sees " + gpuCount()
                                + " GPU(s). Use device 'cpu', or bring a pytorch-native-cu jar and a driver for it");
            }
            return Device.gpu(wanted.index());
        }
        if (wanted.kind().equals("mps")) {
            Device mps = Device.of("mps", -1);
            try (NDManager memory = newManager(mps)) {
                memory.zeros(new Shape(1)).close();
            } catch (EngineException e) {
                throw new IllegalArgumentException(
                        "device '" + name + "' is not there: " + libtorch + " has no support for it. Use device 'cpu'",
                        e);
            }
            return mps;
        }
        return Device.cpu();
    }
}
