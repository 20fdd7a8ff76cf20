package io.github.ccmusic.models.djl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Each start in a JVM of its own, since a JVM starts the engine once. */
@Timeout(value = 10, unit = TimeUnit.MINUTES)
class EngineStartTest {
    private static final List<String> CLASS_PATH =
            List.of(System.getProperty("java.class.path").split(File.pathSeparator));

    @TempDir
    private Path temp;

    private final Map<String, String> environment = new HashMap<>();

    /** In the child: starts the engine, by as many class loaders as it is told, and says what came of it. */
    public static final class Child {
        private Child() {}

        public static void main(String[] args) throws Exception {
            if (args[0].equals("interrupted")) {
                Thread.currentThread().interrupt();
            }
            if (!args[0].equals("apart")) {
                System.out.println(start() + (Thread.interrupted() ? " and still interrupted" : ""));
                return;
            }
            URL[] urls = Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                    .map(entry -> url(Path.of(entry)))
                    .toArray(URL[]::new);
            for (int i = 0; i < 2; i++) {
                ClassLoader loader = new URLClassLoader(urls, ClassLoader.getPlatformClassLoader());
                System.out.println(loader.loadClass(Child.class.getName())
                        .getMethod("start")
                        .invoke(null));
            }
        }

        private static URL url(Path path) {
            try {
                return path.toUri().toURL();
            } catch (IOException e) {
                throw new IllegalArgumentException(e);
            }
        }

        public static String start() {
            try {
                return "started " + TorchEngine.started().libraryPath();
            } catch (IllegalStateException e) {
                return String.valueOf(e.getMessage());
            }
        }
    }

    @Test
    void refusesToUnpackWhereThereIsNoHome() throws Exception {
        assertThat(start(CLASS_PATH, "-Duser.home=/proc/nope"))
                .startsWith(
                        "libtorch did not start: there is no folder that its native libraries can be safely unpacked"
                                + " into: /proc/")
                .contains("Set DJL_CACHE_DIR, in the environment or as a system property, to a folder");
    }

    @Test
    void refusesAFolderThatOthersCanWriteToAlthoughTheUserHasNamedIt() throws Exception {
        assumeTrue(temp.getFileSystem().supportedFileAttributeViews().contains("posix"), "modes are those of POSIX");
        Path shared = Files.createDirectory(temp.toRealPath().resolve("shared"));
        Files.setPosixFilePermissions(shared, PosixFilePermissions.fromString("rwxrwxrwx"));

        assertThat(start(CLASS_PATH, "-DDJL_CACHE_DIR=" + shared))
                .contains(shared + ": can be written to by other users");
        environment.put("DJL_CACHE_DIR", shared.toString());
        assertThat(start(CLASS_PATH)).contains(shared + ": can be written to by other users");
    }

    @Test
    void startsInSeveralProcessesAtOnceOnAnEmptyFolder() throws Exception {
        Path cache = temp.toRealPath().resolve("not/there/yet");
        List<Process> children = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            children.add(child(javaHome(), CLASS_PATH, "once", "-DDJL_CACHE_DIR=" + cache));
        }
        for (Process child : children) {
            assertThat(answer(child)).startsWith("started " + cache);
        }
        try (Stream<Path> left = Files.list(cache)) {
            assertThat(left.map(file -> file.getFileName().toString()).filter(name -> !name.startsWith("jna")))
                    .as("the libraries and their lock")
                    .hasSize(2);
        }
    }

    @Test
    void startsOnAnInterruptedThread() throws Exception {
        assertThat(answer(child(javaHome(), CLASS_PATH, "interrupted")))
                .startsWith("started")
                .endsWith("and still interrupted");
    }

    @Test
    void startsFromAFolderOfTheUsersOwnAndNeedsNoOther() throws Exception {
        String unpacked = start(CLASS_PATH).replace("started ", "");

        assertThat(start(
                        without("pytorch-native-cpu-", "pytorch-jni-"),
                        "-DPYTORCH_LIBRARY_PATH=" + unpacked,
                        "-Duser.home=/proc/nope"))
                .isEqualTo("started " + unpacked);
    }

    @Test
    void startsWithoutJna() throws Exception {
        assertThat(start(without("jna-"))).startsWith("started");
    }

    @Test
    void startsFromAJarOfSeveralThatKeptOneServiceFile() throws Exception {
        Path merged = merge("api-", "pytorch-engine-");
        List<String> classPath = new ArrayList<>(without("api-", "pytorch-engine-"));
        classPath.add(merged.toString());

        assertThat(start(classPath)).startsWith("started");
    }

    @Test
    void namesTheJarThatIsMissing() throws Exception {
        assertThat(start(without("pytorch-native-cpu-")))
                .contains("no libtorch on the class path: put ai.djl.pytorch:pytorch-native-cpu:2.7.1 with the"
                        + " classifier ");
        assertThat(start(without("pytorch-jni-"))).contains("which should be in the pytorch-jni jar");
    }

    @Test
    void namesThePlatformOfTheJarThatIsThere() throws Exception {
        Path jar = temp.resolve("native.jar");
        try (OutputStream out = Files.newOutputStream(jar);
                ZipOutputStream zip = new ZipOutputStream(out)) {
            zip.putNextEntry(new ZipEntry("native/lib/pytorch.properties"));
            zip.write("version=2.7.1-1\nflavor=cpu\nclassifier=plan9-mips\nlibraries=libtorch.so\n"
                    .getBytes(StandardCharsets.UTF_8));
        }
        List<String> classPath = new ArrayList<>(without("pytorch-native-cpu-"));
        classPath.add(jar.toString());

        assertThat(start(classPath)).contains("the class path holds libtorch for plan9-mips, and this machine is ");
    }

    @Test
    void saysThatAnotherClassLoaderHasIt() throws Exception {
        List<String> answers =
                answer(child(javaHome(), CLASS_PATH, "apart")).lines().toList();

        assertThat(answers.get(0)).startsWith("started");
        assertThat(answers.get(1))
                .startsWith("libtorch did not start: another class loader of this process")
                .contains("for Tomcat in its lib folder");
    }

    @Test
    void namesTheFlagThatLetsNativeCodeIn() throws Exception {
        Path java = newerJava(24);

        assertThat(answer(child(java, CLASS_PATH, "once", "--illegal-native-access=deny")))
                .contains("start it with --enable-native-access=ALL-UNNAMED");
        assertThat(answer(child(
                        java,
                        CLASS_PATH,
                        "once",
                        "--illegal-native-access=deny",
                        "--enable-native-access=ALL-UNNAMED")))
                .startsWith("started");
    }

    private String start(List<String> classPath, String... options) throws Exception {
        return answer(child(javaHome(), classPath, "once", options));
    }

    private Process child(Path java, List<String> classPath, String how, String... options) throws IOException {
        List<String> command =
                new ArrayList<>(List.of(java.resolve("bin/java").toString(), "-XX:+UseSerialGC", "-Xmx256m"));
        command.addAll(List.of(options));
        command.addAll(List.of("-cp", String.join(File.pathSeparator, classPath), Child.class.getName(), how));
        ProcessBuilder builder = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD);
        // Whoever runs the tests may have folders of their own.
        builder.environment().keySet().removeAll(Set.of("ENGINE_CACHE_DIR", "DJL_CACHE_DIR", "XDG_CACHE_HOME"));
        builder.environment().putAll(environment);
        return builder.start();
    }

    private static String answer(Process child) throws IOException, InterruptedException {
        try (InputStream out = child.getInputStream()) {
            return new String(out.readAllBytes(), StandardCharsets.UTF_8).strip();
        } finally {
            child.waitFor();
        }
    }

    private static Path javaHome() {
        return Path.of(System.getProperty("java.home"));
    }

    /** A JDK of this machine, perhaps the one that runs this test, that is at least so new. */
    private static Path newerJava(int feature) throws IOException {
        List<Path> homes = new ArrayList<>(List.of(javaHome()));
        Path installed = Path.of("/usr/lib/jvm");
        if (Files.isDirectory(installed)) {
            try (Stream<Path> entries = Files.list(installed)) {
                homes.addAll(entries.toList());
            }
        }
        Optional<Path> newer = Optional.empty();
        for (Path home : homes) {
            Path release = home.resolve("release");
            if (Files.isRegularFile(release)) {
                Properties properties = new Properties();
                try (InputStream in = Files.newInputStream(release)) {
                    properties.load(in);
                }
                String version = properties.getProperty("JAVA_VERSION", "0").replaceAll("\"|[^0-9\"].*", "");
                if (!version.isEmpty() && Integer.parseInt(version) >= feature) {
                    newer = Optional.of(home);
                }
            }
        }
        assumeTrue(
                newer.isPresent(), "no JDK " + feature + " or newer on this machine: native access cannot be denied");
        return newer.orElseThrow();
    }

    private static List<String> without(String... jars) {
        return CLASS_PATH.stream()
                .filter(entry -> Arrays.stream(jars)
                        .noneMatch(
                                jar -> Path.of(entry).getFileName().toString().startsWith(jar)))
                .toList();
    }

    /** Jars in one, as maven-shade puts them together when nobody tells it otherwise: of files of one name the first. */
    private Path merge(String... jars) throws IOException {
        Path merged = temp.resolve("merged.jar");
        Set<String> names = new HashSet<>();
        try (OutputStream out = Files.newOutputStream(merged);
                ZipOutputStream zip = new ZipOutputStream(out)) {
            for (String entry : CLASS_PATH) {
                if (without(jars).contains(entry)) {
                    continue;
                }
                try (ZipFile jar = new ZipFile(entry)) {
                    for (ZipEntry file : Collections.list(jar.entries())) {
                        if (names.add(file.getName())) {
                            zip.putNextEntry(new ZipEntry(file.getName()));
                            try (InputStream in = jar.getInputStream(file)) {
                                in.transferTo(zip);
                            }
                        }
                    }
                }
            }
        }
        assertThat(names).contains("META-INF/services/ai.djl.engine.EngineProvider");
        return merged;
    }
}
