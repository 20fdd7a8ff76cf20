package io.github.ccmusic.cli;

import io.github.ccmusic.GenreClassifier;
import io.github.ccmusic.models.djl.TorchEngine;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

@Command(
        name = "doctor",
        description = "Looks at everything that this program needs, and says what is wrong with it.",
        mixinStandardHelpOptions = true)
@SuppressWarnings("NullAway.Init") // picocli fills the fields
final class DoctorCommand implements Callable<Integer> {
    @Mixin
    private ModelOption model;

    @Spec
    private CommandSpec spec;

    private boolean healthy = true;

    /** Something to look at: says what it found, or throws what is wrong. */
    private interface Examination {
        String findings() throws IOException;
    }

    @Override
    public Integer call() {
        examine("java", DoctorCommand::java);
        examine("system", DoctorCommand::system);
        examine("engine", () -> "libtorch " + TorchEngine.started().version());
        examine("native library", () -> TorchEngine.started().libraryPath());
        examine("devices", () -> devices(TorchEngine.started().gpuCount()));
        examine("processor", () -> TorchEngine.started().describeProcessor());
        examineKernels();
        for (DecoderSample sample : DecoderSample.values()) {
            examine("decoder " + sample, sample::decode);
        }
        examine("model", this::model);
        examine("for a report", DoctorCommand::reportLine);
        return healthy ? ExitCode.OK : ExitCode.SOFTWARE;
    }

    private void examine(String organ, Examination examination) {
        PrintWriter out = spec.commandLine().getOut();
        try {
            out.printf("ok      %-15s %s%n", organ, examination.findings());
        } catch (IOException | RuntimeException | LinkageError e) {
            healthy = false;
            out.printf("FAILED  %-15s %s%n", organ, FailureMessage.of(e));
        }
        out.flush();
    }

    /** A kind of kernel that is refused here is no fault; only if every one is, something is wrong. */
    private void examineKernels() {
        examine("kernels proved", () -> String.join(", ", provedKernels()));
        examine("and refused", DoctorCommand::refusedKernels);
    }

    private static String refusedKernels() throws IOException {
        Map<String, List<String>> kernels = new LinkedHashMap<>();
        TorchEngine.started()
                .describeKernels()
                .forEach((kernel, finding) -> kernels.computeIfAbsent(finding, any -> new ArrayList<>())
                        .add(kernel));
        kernels.remove("proved");
        return kernels.isEmpty()
                ? "none"
                : kernels.entrySet().stream()
                        .map(refusal -> String.join(", ", refusal.getValue()) + " " + refusal.getKey())
                        .collect(Collectors.joining("; "));
    }

    private static List<String> provedKernels() throws IOException {
        Map<String, String> kernels = TorchEngine.started().describeKernels();
        List<String> proved = kernels.keySet().stream()
                .filter(kernel -> "proved".equals(kernels.get(kernel)))
                .toList();
        if (proved.isEmpty()) {
            throw new IOException("none is proved: " + kernels);
        }
        return proved;
    }

    /** Everything in one line, to be copied into a report. */
    private static String reportLine() throws IOException {
        TorchEngine engine = TorchEngine.started();
        return "libtorch " + engine.version() + ", Java " + Runtime.version() + ", " + System.getProperty("os.name")
                + " "
                + System.getProperty("os.arch") + ", " + engine.describeProcessor() + ", proved "
                + String.join(" ", provedKernels());
    }

    private static String java() {
        return Runtime.version() + " (" + System.getProperty("java.vm.name") + "), " + System.getProperty("java.home");
    }

    private static String system() {
        Runtime runtime = Runtime.getRuntime();
        return System.getProperty("os.name") + " " + System.getProperty("os.arch") + ", "
                + runtime.availableProcessors() + " processors, heap up to " + (runtime.maxMemory() >> 20) + " MB";
    }

    private static String devices(int gpus) {
        StringBuilder devices = new StringBuilder("cpu");
        for (int i = 0; i < gpus; i++) {
            devices.append(", gpu").append(i);
        }
        return devices.toString();
    }

    private String model() throws IOException {
        try (GenreClassifier classifier = model.load()) {
            return classifier.info().identity() + " at " + model.path() + ", self-check passed";
        }
    }
}
