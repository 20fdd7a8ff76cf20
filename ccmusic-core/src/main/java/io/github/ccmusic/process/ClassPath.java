package io.github.ccmusic.process;

import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * How a JVM finds the classes that this one has: on the class path or module path that it was started with; in the jars of a web
 * application's loader; or in a Spring Boot jar, whose own launcher knows its way into it.
 *
 * @param entries files and directories
 * @param launcher the class that starts others, if the JVM's own launcher cannot
 */
record ClassPath(List<String> entries, Optional<String> launcher) {
    static final String PROPERTY = "ccmusic.worker.classpath";

    /** Spring Boot's launcher that starts any class: since 3.2, and before. */
    private static final List<String> BOOT_LAUNCHERS = List.of(
            "org.springframework.boot.loader.launch.PropertiesLauncher",
            "org.springframework.boot.loader.PropertiesLauncher");

    static ClassPath ofThisProcess() throws IOException {
        String set = System.getProperty(PROPERTY);
        return set != null
                ? new ClassPath(split(set), Optional.empty())
                : of(ClassPath.class.getClassLoader(), location(ClassPath.class));
    }

    /**
     * Finds the way.
     *
     * @param ours the loader of our own classes
     * @param location where they come from
     * @throws IOException if there is no way that this knows; the message says what to do
     */
    static ClassPath of(@Nullable ClassLoader ours, String location) throws IOException {
        List<String> started = started();
        if (ours == ClassLoader.getSystemClassLoader() && !started.isEmpty()) {
            return new ClassPath(started, Optional.empty());
        }
        if (location.contains("!/") || location.startsWith("jar:nested:")) {
            Optional<String> launcher =
                    BOOT_LAUNCHERS.stream().filter(ClassPath::isAtHand).findFirst();
            if (launcher.isPresent()) {
                return new ClassPath(started, launcher);
            }
        } else if (ours instanceof URLClassLoader) {
            Set<String> files = new LinkedHashSet<>();
            for (ClassLoader loader = ours; loader instanceof URLClassLoader urls; loader = loader.getParent()) {
                for (URL url : urls.getURLs()) {
                    file(url).ifPresent(files::add);
                }
            }
            files.addAll(started);
            return new ClassPath(List.copyOf(files), Optional.empty());
        }
        throw new IOException("a JVM of its own cannot be started from here: this library was loaded from " + location
                + " by " + ours + ", which a class path cannot name. Set -D" + PROPERTY
                + " to the jars of the application, or do without isolation.");
    }

    /** What comes after the class path on the command line. */
    List<String> start(Class<?> main) {
        return launcher.map(starter -> List.of("-Dloader.main=" + main.getName(), starter))
                .orElse(List.of(main.getName()));
    }

    String joined() {
        return String.join(File.pathSeparator, entries);
    }

    private static List<String> started() throws IOException {
        List<String> entries = new ArrayList<>(split(System.getProperty("java.class.path", "")));
        for (String entry : split(System.getProperty("jdk.module.path", ""))) {
            entries.addAll(modules(Path.of(entry)));
        }
        return entries;
    }

    private static List<String> split(String path) {
        return Pattern.compile(Pattern.quote(File.pathSeparator))
                .splitAsStream(path)
                .filter(entry -> !entry.isEmpty())
                .toList();
    }

    /** A module path names jars, directories of classes, and directories of those. */
    private static List<String> modules(Path entry) throws IOException {
        if (!Files.isDirectory(entry) || Files.exists(entry.resolve("module-info.class"))) {
            return List.of(entry.toString());
        }
        List<String> modules = new ArrayList<>();
        try (DirectoryStream<Path> within = Files.newDirectoryStream(entry)) {
            within.forEach(module -> modules.add(module.toString()));
        }
        return modules;
    }

    private static boolean isAtHand(String launcher) {
        try {
            Class.forName(launcher, false, ClassLoader.getSystemClassLoader());
            return true;
        } catch (ClassNotFoundException e) {
            return false;
        }
    }

    private static String location(Class<?> type) {
        var source = type.getProtectionDomain().getCodeSource();
        return source == null || source.getLocation() == null
                ? "a place that it does not tell"
                : source.getLocation().toString();
    }

    private static Optional<String> file(URL url) {
        try {
            URI uri = url.toURI();
            return "file".equals(uri.getScheme()) ? Optional.of(Path.of(uri).toString()) : Optional.empty();
        } catch (URISyntaxException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
