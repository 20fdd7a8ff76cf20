package io.github.ccmusic.process;

import java.io.File;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The command that starts a JVM like this one: the same java, the same classes, and flags that make it small and leave no file. */
final class JavaCommand {
    private static final List<String> FLAGS = List.of(
            "-Xshare:auto",
            "-XX:+UseSerialGC",
            "-XX:-UsePerfData",
            "-XX:+DisableAttachMechanism",
            "-XX:-CreateCoredumpOnCrash",
            "-XX:+ExitOnOutOfMemoryError",
            // stdout is for answers.
            "-XX:+DisplayVMOutputToStderr",
            "-Xlog:disable",
            "-Xlog:all=error:stderr",
            "-Djava.awt.headless=true");

    /** System properties that say where native libraries lie and how they are used. */
    private static final List<String> PROPERTIES = List.of(
            "user.home", "java.library.path", "ai.djl.", "ccmusic.", "DJL_", "ENGINE_", "PYTORCH_", "OPT_OUT_", "jna.");

    private static final int FIRST_THAT_ASKS_FOR_NATIVE_ACCESS = 22;

    private JavaCommand() {}

    /** Where relative paths begin in this process, so that they mean the same in the other. */
    static File workingDirectory() {
        return new File(System.getProperty("user.dir"));
    }

    /**
     * The command line. The class path and the system properties go into a file, since systems bound the length of an argument, and show
     * everybody's to everybody.
     *
     * @throws IOException if there is no java to start, or no telling where our classes lie
     */
    static List<String> of(WorkerSpec spec, Scratch scratch) throws IOException {
        ClassPath classes = ClassPath.ofThisProcess();
        Path crashReport = scratch.folder().resolve("hs_err.log");
        Path arguments = scratch.folder().resolve("arguments");
        List<String> lines = new ArrayList<>();
        lines.add("-cp " + quoted(classes.joined()));
        inherited().map(JavaCommand::quoted).forEach(lines::add);
        Files.write(arguments, lines, nativeCharset());

        List<String> command = new ArrayList<>();
        command.add(java().toString());
        command.addAll(FLAGS);
        if (Runtime.version().feature() >= FIRST_THAT_ASKS_FOR_NATIVE_ACCESS) {
            command.add("--enable-native-access=ALL-UNNAMED");
        }
        command.add("-Xmx" + spec.heapBytes());
        command.add("-XX:ErrorFile=" + crashReport);
        command.add("@" + arguments);
        command.add("-Djava.io.tmpdir=" + scratch.folder());
        command.addAll(classes.start(spec.main()));
        return command;
    }

    private static Path java() throws IOException {
        String home = System.getProperty("java.home");
        if (home == null) {
            throw new IOException("this process is no JVM that could start another one: it has no java.home");
        }
        Path java = Path.of(home, "bin", File.separatorChar == '\\' ? "java.exe" : "java");
        if (!Files.isExecutable(java)) {
            throw new IOException(java + ": no java to start a worker process with. Run on a JRE that has one;"
                    + " jlink leaves it away under --strip-native-commands.");
        }
        return java;
    }

    private static Stream<String> inherited() {
        return System.getProperties().stringPropertyNames().stream()
                .filter(name -> PROPERTIES.stream().anyMatch(name::startsWith))
                .sorted()
                .map(name -> "-D" + name + "=" + System.getProperty(name));
    }

    /** Source: "java Command-Line Argument Files" in the manual of {@code java}. */
    private static String quoted(String argument) {
        return '"' + argument.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n") + '"';
    }

    /** The launcher reads the file as it reads its command line. */
    private static Charset nativeCharset() {
        String name = System.getProperty("sun.jnu.encoding", "UTF-8");
        return Charset.isSupported(name) ? Charset.forName(name) : Charset.defaultCharset();
    }
}
