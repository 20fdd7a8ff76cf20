package io.github.ccmusic;

import io.github.ccmusic.cqt.audio.AudioClip;
import io.github.ccmusic.cqt.audio.AudioReader;
import io.github.ccmusic.cqt.audio.AudioStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Says which genre a piece of music is. This is the type to hold: {@link GenreClassifier} is one model, a fake for your own tests
 * needs no more than {@link #info}, {@link #classify(AudioStream)} and {@link #close}, and {@link #embed(AudioStream)} where embeddings
 * are asked for.
 *
 * <p>Owned by whoever loaded it, who closes it. Every method may be called from any number of threads. {@link #close} waits for
 * the calls in flight, and a call after it throws {@link IllegalStateException}.
 *
 * <p>A call whose thread is interrupted, before it or meanwhile, ends soon: within a block of samples, a picture or a forward pass, unless
 * a stream of yours does not return from {@code read}. Where it declares {@code IOException} it throws an {@link InterruptedIOException},
 * which names the file if there is one, else a {@link java.util.concurrent.CancellationException}. The thread stays interrupted.
 */
public interface GenreModel extends AutoCloseable {

    /** What is known of the model that answers. */
    ModelInfo info();

    /**
     * Answers for a piece of sound of any length, which is read to its end and not closed.
     *
     * @throws IOException if the sound cannot be read
     * @throws IllegalArgumentException if it cannot be judged, for having no samples or too few
     */
    GenrePrediction classify(AudioStream audio) throws IOException;

    /**
     * Answers for a file.
     *
     * @throws IOException if the file cannot be read, decoded or judged; the message names it
     */
    default GenrePrediction classify(Path file) throws IOException {
        return ReadFault.naming(file, () -> openAudio(file), this::classify).of(file);
    }

    /**
     * Answers for the bytes of an audio file, which are read to their end; the stream is not closed.
     *
     * @throws IOException if the bytes cannot be read, decoded or judged
     */
    default GenrePrediction classify(InputStream bytes) throws IOException {
        return ReadFault.naming("audio stream", () -> openAudio(bytes), this::classify);
    }

    /**
     * Answers for sound in memory.
     *
     * @throws IllegalArgumentException if it cannot be judged, for having no samples or too few
     */
    default GenrePrediction classify(AudioClip clip) {
        return ReadFault.inMemory(() -> AudioStream.of(clip), this::classify);
    }

    /**
     * Answers for samples in memory.
     *
     * @param samples mono PCM in [-1, 1], shape [n]; read only, not kept
     * @param sampleRateHz samples in a second, of any rate
     * @throws IllegalArgumentException if they cannot be judged, for being none or too few
     */
    default GenrePrediction classify(float[] samples, int sampleRateHz) {
        return classify(AudioClip.of(samples, sampleRateHz));
    }

    /**
     * Answers for many files, several at a time, and hands over what became of each in the order of the files, on the calling thread,
     * as soon as it is known. A file that fails does not keep the others from being judged.
     *
     * @param files read lazily: never many more than are in work
     * @param each if it throws, the work ends and the exception is passed on
     * @throws java.util.concurrent.CancellationException if the calling thread is interrupted: the files in work are given up. As after any
     *     exception, no thread of this call is left
     */
    default void classifyAll(Iterable<Path> files, Consumer<? super FileResult> each) {
        FileBatch.classifying(this, Runtime.getRuntime().availableProcessors()).run(files, each);
    }

    /** What became of each of many files, in their order; one that fails does not keep the others from being judged. */
    default List<FileResult> classifyAll(Iterable<Path> files) {
        List<FileResult> results = new ArrayList<>();
        classifyAll(files, results::add);
        return results;
    }

    /**
     * Returns what the network sees in a piece of sound of any length, which is read to its end and not closed.
     *
     * @throws IOException if the sound cannot be read
     * @throws IllegalArgumentException if it cannot be judged, for having no samples or too few
     * @throws UnsupportedOperationException if this model has no embeddings
     */
    default Embedding embed(AudioStream audio) throws IOException {
        throw new UnsupportedOperationException("model " + info().identity() + " has no embeddings");
    }

    /**
     * Returns what the network sees in a file.
     *
     * @throws IOException if the file cannot be read, decoded or judged; the message names it
     * @throws UnsupportedOperationException if this model has no embeddings
     */
    default Embedding embed(Path file) throws IOException {
        return ReadFault.naming(file, () -> openAudio(file), this::embed).of(file);
    }

    /**
     * Returns what the network sees in sound in memory.
     *
     * @throws IllegalArgumentException if it cannot be judged, for having no samples or too few
     * @throws UnsupportedOperationException if this model has no embeddings
     */
    default Embedding embed(AudioClip clip) {
        return ReadFault.inMemory(() -> AudioStream.of(clip), this::embed);
    }

    /** Does for embeddings what {@link #classifyAll(Iterable, Consumer)} does for answers. */
    default void embedAll(Iterable<Path> files, Consumer<? super FileResult> each) {
        FileBatch.embedding(this, Runtime.getRuntime().availableProcessors()).run(files, each);
    }

    /**
     * Opens a file as this model reads recordings; the caller closes the stream.
     *
     * @throws IOException if the file cannot be read or decoded
     */
    default AudioStream openAudio(Path file) throws IOException {
        return AudioReader.open(file);
    }

    /** Opens the bytes of an audio file as this model reads recordings; they are read to their end, and the caller closes both. */
    default AudioStream openAudio(InputStream bytes) throws IOException {
        return AudioReader.open(bytes);
    }

    /**
     * Frees the model once the last call in flight has returned. A second call does nothing.
     *
     * @throws IllegalStateException if this thread is inside a call, as in the {@code read} of a stream that is being judged or in a consumer
     *     of {@link #classifyAll}: it would wait for itself
     */
    @Override
    void close();
}
