package io.github.ccmusic.cqt.audio;

import java.io.File;
import java.io.IOException;
import java.util.List;
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

    /** A file that a decoder has opened; whoever has it closes the stream. */
    record Opened(AudioInputStream stream, Announcement announcement) {}

    /**
     * Opens a file with the first decoder that knows it.
     *
     * @param file has the extension that goes with its format
     * @throws UnreadableFormatException if none does, or if it finds something that is not decoded here
     */
    static Opened open(File file, SoundFormat format) throws IOException {
        boolean plain = format == SoundFormat.AIFF || format == SoundFormat.AU;
        Predicate<ServiceLoader.Provider<?>> wanted =
                provider -> plain || !provider.type().getModule().equals(AudioSystem.class.getModule());
        UnsupportedAudioFileException last = null;
        List<ServiceLoader.Provider<AudioFileReader>> readers = providers(AudioFileReader.class, wanted);
        for (ServiceLoader.Provider<AudioFileReader> provider : readers) {
            AudioFileReader reader = loaded(provider);
            if (reader == null) {
                continue;
            }
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
                Announcement announcement = Announcement.of(file.toPath(), format, found);
                return new Opened(reader.getAudioInputStream(file), announcement);
            } catch (UnsupportedAudioFileException e) {
                last = e;
            }
        }
        if (readers.isEmpty()) {
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
        for (ServiceLoader.Provider<FormatConversionProvider> provider :
                providers(FormatConversionProvider.class, any -> true)) {
            FormatConversionProvider converter = loaded(provider);
            if (converter != null && converter.isConversionSupported(wanted, stream.getFormat())) {
                return converter.getAudioInputStream(wanted, stream);
            }
        }
        throw new UnreadableFormatException("holds " + stream.getFormat() + ", which cannot be converted to " + wanted);
    }

    private static <T> List<ServiceLoader.Provider<T>> providers(
            Class<T> service, Predicate<ServiceLoader.Provider<?>> wanted) {
        return ServiceLoader.load(service, Decoders.class.getClassLoader()).stream()
                .filter(wanted)
                .toList();
    }

    /** The provider; null if it is broken, which keeps no other from being asked. */
    private static <T> @Nullable T loaded(ServiceLoader.Provider<T> provider) throws IOException {
        if (FfmpegLibrary.isNeededBy(provider.type())) {
            FfmpegLibrary.load(provider.type());
        }
        try {
            return provider.get();
        } catch (ServiceConfigurationError e) {
            return null;
        }
    }
}
