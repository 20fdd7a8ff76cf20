package io.github.ccmusic.cqt.audio;

import java.io.File;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The library once more, in a class loader that sees a part of the class path. */
final class OwnLoader {
    private OwnLoader() {}

    /** Calls {@code AudioReader.read} there, for the length of the sound or the exception's message. */
    static String read(Path file, String... withoutJars) throws Exception {
        try (URLClassLoader loader = new URLClassLoader(classPath(withoutJars), ClassLoader.getPlatformClassLoader())) {
            Class<?> reader = loader.loadClass(AudioReader.class.getName());
            Object clip = reader.getMethod("read", Path.class).invoke(null, file);
            return clip.toString();
        } catch (java.lang.reflect.InvocationTargetException e) {
            return String.valueOf(e.getCause());
        }
    }

    private static URL[] classPath(String... withoutJars) throws IOException {
        List<URL> urls = new ArrayList<>();
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
            if (Arrays.stream(withoutJars).noneMatch(entry::contains)) {
                urls.add(Path.of(entry).toUri().toURL());
            }
        }
        return urls.toArray(URL[]::new);
    }
}
