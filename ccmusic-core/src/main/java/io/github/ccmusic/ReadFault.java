package io.github.ccmusic;

import io.github.ccmusic.cqt.audio.AudioStream;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.concurrent.CancellationException;

/**
 * Says why a recording or a model could not be read in one sentence that names it: the JDK's own exceptions often hold a path and no
 * sentence, or neither.
 */
final class ReadFault {
    private ReadFault() {}

    /** How a recording is opened. */
    @FunctionalInterface
    interface Opening {
        AudioStream open() throws IOException;
    }

    /** What is asked about its sound. */
    @FunctionalInterface
    interface Question<T> {
        T put(AudioStream audio) throws IOException;
    }

    /**
     * Opens a recording, asks about it and closes it.
     *
     * @param name of the recording
     * @throws InterruptedIOException if the thread is interrupted; it stays so
     * @throws IOException if the recording cannot be read or judged
     */
    static <T> T naming(Object name, Opening opening, Question<T> question) throws IOException {
        try (AudioStream audio = opening.open()) {
            return question.put(audio);
        } catch (IllegalArgumentException e) {
            throw new IOException(name + ": " + e.getMessage(), e);
        } catch (IOException e) {
            throw named(name.toString(), e);
        }
    }

    /**
     * Asks about sound in memory, which cannot fail to be read.
     *
     * @throws CancellationException if the thread is interrupted; it stays so
     */
    static <T> T inMemory(Opening opening, Question<T> question) {
        try (AudioStream audio = opening.open()) {
            return question.put(audio);
        } catch (InterruptedIOException e) {
            throw cancelled(e);
        } catch (IOException e) {
            throw new IllegalStateException("sound in memory cannot fail to be read", e);
        }
    }

    /** The form of an interruption where no {@code IOException} is declared. */
    static CancellationException cancelled(InterruptedIOException interruption) {
        CancellationException cancelled = new CancellationException(interruption.getMessage());
        cancelled.initCause(interruption);
        return cancelled;
    }

    /** The same error with the name in front, unless it says so already. */
    static IOException named(String name, IOException error) {
        String message = error.getMessage();
        if (error instanceof ClosedByInterruptException) {
            return because(new InterruptedIOException(name + ": interrupted before there was an answer"), error);
        }
        if (error instanceof FileSystemException fault && fault.getReason() == null) {
            return sentence(name, fault);
        }
        if (message != null && message.startsWith(name)) {
            return error;
        }
        String told = name + ": " + (message == null ? error.toString() : message);
        return because(
                error instanceof InterruptedIOException ? new InterruptedIOException(told) : new IOException(told),
                error);
    }

    private static IOException sentence(String name, FileSystemException fault) {
        boolean other = fault.getFile() != null && !fault.getFile().equals(name);
        String subject = other ? fault.getFile() + ", which is needed for it: " : "";
        if (fault instanceof NoSuchFileException) {
            return because(new NoSuchFileException(name, null, subject + "no such file"), fault);
        }
        if (fault instanceof AccessDeniedException) {
            return because(new AccessDeniedException(name, null, subject + "may not be read by this user"), fault);
        }
        return because(new IOException(name + ": " + subject + fault.getClass().getSimpleName()), fault);
    }

    private static <E extends IOException> E because(E error, IOException cause) {
        error.initCause(cause);
        return error;
    }
}
