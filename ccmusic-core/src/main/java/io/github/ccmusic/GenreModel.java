package io.github.ccmusic;

import io.github.ccmusic.cqt.audio.AudioClip;
import io.github.ccmusic.cqt.audio.AudioReader;
import io.github.ccmusic.cqt.audio.AudioStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Says which genre a piece of music is. This is the type to hold: {@link GenreClassifier} is one model, and for the tests of what holds it
 * there is {@link io.github.ccmusic.testing.FakeGenreModel}, which opens no file.
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
     * Answers for a section of a file. What comes before it is decoded and dropped, what comes after it is not read.
     *
     * @param from where the section begins, counted from the beginning of the file; the times of the slices count from there
     * @param length of the section, which the end of the file may cut short
     * @throws IOException if the file cannot be read, decoded or judged, or ends before the section begins; the message names it
     * @throws IllegalArgumentException if {@code from} is negative or {@code length} not positive
     */
    default GenrePrediction classify(Path file, Duration from, Duration length) throws IOException {
        Section.requirePart(from, length);
        return ReadFault.naming(file, () -> new Section(openAudio(file), from, length), this::classify)
                .of(file);
    }

    /**
     * Answers slice by slice while the sound comes in, for live sound of any length: each slice as soon as its last sample is there, in
     * memory for one slice, on the calling thread. The stream is read to its end, unless the consumer throws, and not closed.
     *
     * <p>Each slice is judged as a clip of its own. So its answer is that of {@link #classify(AudioClip)} for the same samples, and differs from
     * that for the whole recording in four ways. Decibels count from the loudest of the slice, not of the recording: what a quiet slice has
     * more than 80 dB below the recording's loudest is seen here, and silence that {@code trim_top_db} cuts away is measured by the slice.
     * A note that rings on into a slice, or out of it, is heard in that slice only as far as it lies in it. The first slice begins at
     * the first sample, where otherwise what fills no slice is left out at both ends. All slices are judged, whatever {@code max_slices}
     * says. A rest shorter than a slice is left out; a stream shorter than one is judged as a short clip is.
     *
     * <p>Between two slices no call is in flight: a router may switch then, and a model that is closed ends this by an
     * {@link IllegalStateException}.
     *
     * @param each if it throws, no more is read and the exception is passed on
     * @throws IOException if the sound cannot be read
     * @throws IllegalArgumentException if it cannot be judged, for having no samples or too few
     */
    default void classify(AudioStream audio, Consumer<? super SlicePrediction> each) throws IOException {
        new SliceBySlice(this, audio).run(each);
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
     * @param sampleRateHz samples in a second, of any rate that sound is recorded at
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
        FileBatch.classifying(this, parallelFiles()).run(files, each);
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
     * Returns what the network sees in a section of a file, which is as that of {@link #classify(Path, Duration, Duration)}.
     *
     * @throws IOException if the file cannot be read, decoded or judged, or ends before the section begins; the message names it
     * @throws IllegalArgumentException if {@code from} is negative or {@code length} not positive
     * @throws UnsupportedOperationException if this model has no embeddings
     */
    default Embedding embed(Path file, Duration from, Duration length) throws IOException {
        Section.requirePart(from, length);
        return ReadFault.naming(file, () -> new Section(openAudio(file), from, length), this::embed)
                .of(file);
    }

    /**
     * Returns what the network sees in the bytes of an audio file, which are read to their end; the stream is not closed.
     *
     * @throws IOException if the bytes cannot be read, decoded or judged
     * @throws UnsupportedOperationException if this model has no embeddings
     */
    default Embedding embed(InputStream bytes) throws IOException {
        return ReadFault.naming("audio stream", () -> openAudio(bytes), this::embed);
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

    /**
     * Returns what the network sees in samples in memory.
     *
     * @param samples mono PCM in [-1, 1], shape [n]; read only, not kept
     * @param sampleRateHz samples in a second, of any rate that sound is recorded at
     * @throws IllegalArgumentException if they cannot be judged, for being none or too few
     * @throws UnsupportedOperationException if this model has no embeddings
     */
    default Embedding embed(float[] samples, int sampleRateHz) {
        return embed(AudioClip.of(samples, sampleRateHz));
    }

    /** Does for embeddings what {@link #classifyAll(Iterable)} does for answers. */
    default List<FileResult> embedAll(Iterable<Path> files) {
        List<FileResult> results = new ArrayList<>();
        embedAll(files, results::add);
        return results;
    }

    /** Does for embeddings what {@link #classifyAll(Iterable, Consumer)} does for answers. */
    default void embedAll(Iterable<Path> files, Consumer<? super FileResult> each) {
        FileBatch.embedding(this, parallelFiles()).run(files, each);
    }

    /** How many files {@link #classifyAll} and {@link #embedAll} work on at a time; as many as there are processors by default. */
    default int parallelFiles() {
        return Runtime.getRuntime().availableProcessors();
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
