package io.github.ccmusic.process;

import io.github.ccmusic.selfcheck.ResidentMemory;
import io.github.ccmusic.threads.OwnedThreads;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * A child process: a JVM like this one that answers requests until it is closed, or dies.
 *
 * <p>Requests and answers are frames on its stdin and stdout, in order; there is no shell and no port. It has few variables of this
 * process's environment, a folder of its own for temporary files, which is gone with it, and it ends when this process does. What it
 * says on stderr is kept, a few kilobytes of it, for the error that tells of its death.
 *
 * <p>Owned by whoever started it, and for one thread at a time, except that any thread may close it. A thread that is interrupted
 * while it waits for an answer ends the process.
 */
public final class Worker implements AutoCloseable {
    private static final Duration GLANCE = Duration.ofMillis(100);
    private static final Duration PARTING = Duration.ofSeconds(2);

    /** Long enough for the JVM to write its report of a crash. */
    private static final Duration DYING = Duration.ofSeconds(10);

    /** What comes out of the process: an answer, or that there will be no more. */
    private record Arrival(@Nullable Frame answer, String breach) {}

    private final WorkerSpec spec;
    private final Scratch scratch;
    private final Process process;
    private final DataOutputStream requests;
    private final LastWords words = new LastWords();
    private final BlockingQueue<Arrival> arrivals = new LinkedBlockingQueue<>();
    private final AtomicInteger owed = new AtomicInteger();
    private final AtomicBoolean closed = new AtomicBoolean();
    private boolean ready;
    private final OwnedThreads threads = new OwnedThreads("ccmusic-worker");

    private Worker(WorkerSpec spec, Scratch scratch, Process process) {
        this.spec = spec;
        this.scratch = scratch;
        this.process = process;
        this.requests = new DataOutputStream(new BufferedOutputStream(process.getOutputStream()));
        threads.start(() -> words.listenTo(process.getErrorStream()));
        threads.start(this::collect);
    }

    /**
     * Starts a process. It is not waited for: a request may be sent at once.
     *
     * @return the worker, which the caller closes
     * @throws IOException if this process cannot start one like itself; the message says why, and what to do
     */
    public static Worker start(WorkerSpec spec) throws IOException {
        Scratch scratch = Scratch.make();
        try {
            ProcessBuilder builder = new ProcessBuilder(JavaCommand.of(spec, scratch));
            builder.directory(JavaCommand.workingDirectory());
            ChildEnvironment.keepWhatIsNeeded(builder.environment());
            return new Worker(spec, scratch, builder.start());
        } catch (IOException | RuntimeException | Error e) {
            scratch.close();
            throw e;
        }
    }

    /**
     * Sends a request and waits for its answer.
     *
     * @throws WorkFailedException if the work threw; the process lives on
     * @throws WorkerDiedException if the process is gone, or was ended for having passed a limit
     * @throws InterruptedIOException if the thread is interrupted; the process is ended
     * @throws IOException if the process never came to work
     */
    public ByteBuffer ask(ByteBuffer request) throws IOException {
        send(request);
        return receive();
    }

    /** Sends a request without waiting for its answer, which {@link #receive} gives. */
    public void send(ByteBuffer request) throws WorkerDiedException {
        owed.incrementAndGet();
        try {
            new Frame(Frame.Kind.REQUEST, request).write(requests);
        } catch (IOException e) {
            throw died("closed its stdin", e);
        }
    }

    /** Waits for the answer to the oldest request that has none. @see #ask */
    public ByteBuffer receive() throws IOException {
        Frame answer;
        try {
            if (!ready) {
                awaitReady();
            }
            answer = await();
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while a worker process had work to do");
        }
        if (answer.kind() == Frame.Kind.FAILURE) {
            throw new WorkFailedException(answer.text());
        }
        return answer.content();
    }

    /** Whether the process lives and owes no answer. */
    public boolean isIdle() {
        int unread = ready ? 0 : 1; // that it has started
        return !closed.get() && owed.get() == 0 && arrivals.size() <= unread && process.isAlive();
    }

    /** The number that the system has for the process. */
    public long pid() {
        return process.pid();
    }

    private void awaitReady() throws InterruptedException, IOException {
        try {
            await();
            ready = true;
        } catch (WorkerDiedException e) {
            throw new IOException("no worker process can be started here: it " + e.manner(), e);
        }
    }

    private Frame await() throws InterruptedException, WorkerDiedException {
        long deadline = System.nanoTime() + spec.answerWithin().toNanos();
        while (true) {
            long left = deadline - System.nanoTime();
            Arrival arrival = arrivals.poll(Math.min(Math.max(left, 0), GLANCE.toNanos()), TimeUnit.NANOSECONDS);
            if (arrival != null && arrival.answer() != null) {
                return arrival.answer();
            }
            if (arrival != null) {
                arrivals.add(arrival); // for whoever asks again
                throw died(arrival.breach(), null);
            }
            if (left <= 0) {
                throw ended("gave no answer within " + spec.answerWithin().toMillis() / 1000.0 + " s");
            }
            OptionalLong resident = spec.residentBytes().isPresent() ? ResidentMemory.of(pid()) : OptionalLong.empty();
            if (resident.orElse(0) > spec.residentBytes().orElse(Long.MAX_VALUE)) {
                throw ended("took " + resident.getAsLong() / 1_000_000 + " MB of memory; allowed are "
                        + spec.residentBytes().getAsLong() / 1_000_000);
            }
        }
    }

    /** Ends the process for what it did. */
    private WorkerDiedException ended(String offence) {
        process.destroyForcibly();
        return new WorkerDiedException(offence, null);
    }

    /** Tells of a process that is dead, or nearly: it closed a pipe, or wrote what is no answer. */
    private WorkerDiedException died(String breach, @Nullable Throwable cause) {
        try {
            if (!process.waitFor(DYING.toMillis(), TimeUnit.MILLISECONDS)) {
                return ended(breach);
            }
            words.awaitEnd(PARTING);
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
        return new WorkerDiedException(Obituary.of(process, words.text(), spec), cause);
    }

    private void collect() {
        String breach = "closed its stdout";
        InputStream stdout = process.getInputStream();
        DataInputStream in = new DataInputStream(stdout);
        boolean started = false;
        try {
            while (true) {
                Frame frame = Frame.read(in);
                if (frame.kind() == Frame.Kind.REQUEST || (started && owed.getAndDecrement() < 1)) {
                    throw new Frame.BreachException("answered without being asked");
                }
                started = true;
                arrivals.add(new Arrival(frame, ""));
            }
        } catch (Frame.BreachException e) {
            breach = String.valueOf(e.getMessage());
            words.hear(e.bytes(), e.bytes().length);
        } catch (IOException e) {
            // The end of the pipe is the end of the process, of which others tell.
        }
        arrivals.add(new Arrival(null, breach));
        words.listenTo(stdout);
    }

    /** Ends the process and waits until it is gone, with its threads and its folder. A second call does nothing. */
    @Override
    public void close() {
        if (closed.getAndSet(true)) {
            return;
        }
        try {
            // The end of its requests is the end of it, whatever it is at.
            requests.close();
        } catch (IOException e) {
            process.destroyForcibly();
        }
        try {
            if (!process.waitFor(PARTING.toMillis(), TimeUnit.MILLISECONDS)) {
                process.destroyForcibly().waitFor();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
        threads.join();
        scratch.close();
    }
}
