package io.github.ccmusic.models.djl;

import ai.djl.util.Platform;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.net.URLConnection;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The native libraries that the class path holds for this machine: libtorch, and what joins it to Java.
 *
 * @param name of this very set, by its versions and platform; fit for a folder
 * @param flavor as DJL calls it: {@code cpu}, {@code cu128}, …
 * @param files where each lies, by its name
 */
record NativeLibraries(String name, String flavor, Map<String, URL> files) {
    private static final String PLATFORMS = "linux-x86_64, linux-aarch64, osx-aarch64 and win-x86_64";

    /**
     * Looks through the jars, as DJL would: the thread's class loader is asked.
     *
     * @throws IllegalStateException if they are not there, or do not belong together: the message says what to put there
     */
    static NativeLibraries onClassPath() throws IOException {
        Platform platform = Platform.detectPlatform("pytorch");
        if (platform.isPlaceholder()) {
            throw new IllegalStateException(whatIsMissing(platform));
        }
        Map<String, URL> files = new TreeMap<>();
        String folder = platform.getFlavor() + "/" + platform.getClassifier() + "/";
        for (String library : platform.getLibraries()) {
            files.put(library, require("pytorch/" + folder + library, "pytorch-native jar", platform));
        }
        String joint = System.mapLibraryName("djl_torch");
        files.put(
                joint,
                require(
                        "jnilib/" + platform.getClassifier() + "/" + platform.getFlavor() + "/" + joint,
                        "pytorch-jni jar",
                        platform));

        String version = platform.getVersion(); // 2.7.1-20250812
        String needed = version.split("-", 2)[0] + "-" + platform.getApiVersion();
        String found = read(require("jnilib/pytorch.properties", "pytorch-jni jar", platform))
                .getProperty("jni_version", "");
        if (!found.startsWith(needed)) {
            throw new IllegalStateException(
                    "libtorch " + version + " needs pytorch-jni " + needed + ", and the class path holds " + found
                            + ": use the versions of ccmusic-bom, which belong together");
        }
        return new NativeLibraries(
                "libtorch-" + version + "-" + platform.getFlavor() + "-" + platform.getClassifier() + "-jni-" + found,
                platform.getFlavor(),
                Collections.unmodifiableMap(files));
    }

    /** How many bytes a file has; -1 where the class loader does not know. */
    long size(String file) throws IOException {
        URLConnection connection = open(files.get(file));
        long size = connection.getContentLengthLong();
        connection.getInputStream().close(); // and the jar with it
        return size;
    }

    /** The bytes of a file; the caller closes it. */
    InputStream read(String file) throws IOException {
        return open(files.get(file)).getInputStream();
    }

    private static URLConnection open(@Nullable URL url) throws IOException {
        if (url == null) {
            throw new IllegalArgumentException("no such library");
        }
        URLConnection connection = url.openConnection();
        connection.setUseCaches(false); // what is cached stays open
        return connection;
    }

    private static String whatIsMissing(Platform system) throws IOException {
        String platform = system.getClassifier();
        String jar = "ai.djl.pytorch:pytorch-native-cpu:" + system.getVersion() + " with the classifier " + platform;
        boolean empty = false;
        TreeSet<String> others = new TreeSet<>();
        for (URL url : all("native/lib/pytorch.properties")) {
            Properties properties = read(url);
            String classifier = properties.getProperty("classifier", "");
            if (properties.containsKey("placeholder") || classifier.isEmpty()) {
                empty = true;
            } else {
                others.add(classifier);
            }
        }
        if (!PLATFORMS.contains(platform)) {
            return "there is no libtorch for " + platform + " on Maven Central, only for " + PLATFORMS
                    + "; PYTORCH_LIBRARY_PATH may name the folder of one of your own";
        }
        if (others.contains(platform)) {
            return "the libtorch on the class path is not for this machine's GPU or driver: put " + jar
                    + " on the class path, which computes on the CPU";
        }
        if (!others.isEmpty()) {
            return "the class path holds libtorch for " + String.join(", ", others) + ", and this machine is "
                    + platform + ": put " + jar + " there too";
        }
        if (empty) {
            return "the class path holds pytorch-native-cpu without a classifier, which is an empty jar: put " + jar
                    + " there";
        }
        return "no libtorch on the class path: put " + jar + " there";
    }

    private static URL require(String resource, String jar, Platform platform) throws IOException {
        List<URL> urls = all(resource);
        if (urls.isEmpty()) {
            throw new IllegalStateException(
                    "the class path holds no " + resource + ", which should be in the " + jar + " for "
                            + platform.getClassifier() + " (libtorch " + platform.getVersion()
                            + "): is that jar excluded, or of another version than ccmusic-bom has?");
        }
        return urls.get(0);
    }

    private static List<URL> all(String resource) throws IOException {
        ClassLoader loader = Thread.currentThread().getContextClassLoader();
        return new ArrayList<>(Collections.list(loader.getResources(resource)));
    }

    private static Properties read(URL url) throws IOException {
        Properties properties = new Properties();
        try (InputStream in = open(url).getInputStream()) {
            properties.load(in);
        }
        return properties;
    }
}
