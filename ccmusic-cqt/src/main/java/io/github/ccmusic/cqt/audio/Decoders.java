package io.github.ccmusic.cqt.audio;

import java.io.File;
import java.io.IOException;
import java.util.Iterator;
import java.util.Objects;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.function.Predicate;
import javax.sound.sampled.AudioFileFormat;
import javax.sound.sampled.AudioFormat;
import javax.sound.sampled.AudioInputStream;
import javax.sound.sampled.AudioSystem;
import javax.sound.sampled.UnsupportedAudioFileException;
import javax.sound.sampled.spi.AudioFileReader;
import javax.sound.sampled.spi.FormatConversionProvider;
import org.jspecify.annotations.Nullable;

/**
 * The {@code javax.sound.sampled} providers that are asked for a file: those that the class loader of this library sees.
 *
 * <p>{@link AudioSystem} asks those that the thread's context class loader sees, and a thread of the common pool of a Spring Boot jar
 * has one that sees none; it also asks the JDK's own, among them a synthesiser.
 */
final class Decoders {
    private static final String FFMPEG_ARTIFACT = "com.tagtraum:ffsampledsp-complete:0.9.56";

    private Decoders() {}

    /** Whether it is FFSampledSP that will hand out such sound. */
    static boolean isFfmpeg(AudioFormat format) {
        return "ffsampledsp".equals(format.getProperty("provider"));
    }

    /**
     * Opens a file with the first decoder that knows it.
     *
     * @param file has the extension that goes with its format
     * @throws UnreadableFormatException if none does, or if it finds something that is not decoded here
     */
    static AudioInputStream open(File file, SoundFormat format) throws IOException {
        boolean plain = format == SoundFormat.AIFF || format == SoundFormat.AU;
        Predicate<ServiceLoader.Provider<?>> wanted =
                provider -> plain || !provider.type().getModule().equals(AudioSystem.class.getModule());
        boolean any = false;
        UnsupportedAudioFileException last = null;
        for (Iterator<AudioFileReader> readers = of(AudioFileReader.class, wanted); readers.hasNext(); ) {
            AudioFileReader reader = readers.next();
            any = true;
            try {
                AudioFileFormat found = reader.getAudioFileFormat(file);
                String encoding = found.getFormat().getEncoding().toString();
                if (!isFfmpeg(found.getFormat())) {
                    if (plain && !encoding.startsWith("PCM_")) {
                        continue; // the JDK opens what it then cannot convert
                    }
                } else if (!format.mayHold(encoding)) {
                    throw new UnreadableFormatException("is " + format.title() + " that holds " + encoding
                            + ", which cannot be decoded here; convert it");
                }
                return reader.getAudioInputStream(file);
            } catch (UnsupportedAudioFileException e) {
                last = e;
            }
        }
        if (!any) {
            throw new UnreadableFormatException(
                    "is " + format.title() + ". To decode it put " + FFMPEG_ARTIFACT + " on the class path.");
        }
        UnreadableFormatException failure = new UnreadableFormatException("looks like " + format.title()
                + ", but its header is damaged" + (last == null ? "" : ": " + last.getMessage()));
        failure.initCause(last);
        throw failure;
    }

    /**
     * The same sound in another form; closing it closes the given one.
     *
     * @throws UnreadableFormatException if no provider converts so
     */
    static AudioInputStream convert(AudioFormat wanted, AudioInputStream stream) throws IOException {
        for (Iterator<FormatConversionProvider> converters = of(FormatConversionProvider.class, provider -> true);
                converters.hasNext(); ) {
            FormatConversionProvider converter = converters.next();
            if (converter.isConversionSupported(wanted, stream.getFormat())) {
                return converter.getAudioInputStream(wanted, stream);
            }
        }
        throw new UnreadableFormatException("holds " + stream.getFormat() + ", which cannot be converted to " + wanted);
    }

    /** Those that can be loaded: one that is broken keeps no other from being asked. */
    private static <T> Iterator<T> of(Class<T> service, Predicate<ServiceLoader.Provider<?>> wanted) {
        return ServiceLoader.load(service, Decoders.class.getClassLoader()).stream()
                .filter(wanted)
                .map(Decoders::loaded)
                .filter(Objects::nonNull)
                .iterator();
    }

    private static <T> @Nullable T loaded(ServiceLoader.Provider<T> provider) {
        try {
            return provider.get();
        } catch (ServiceConfigurationError e) {
            return null;
        }
    }
}
