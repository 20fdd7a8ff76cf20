package io.github.ccmusic.process;

import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/**
 * A worker's own end of the pipe: answers requests until there are no more, which ends the process, in the middle of work or of native
 * code too. Its stdout is for answers alone; what is printed goes to stderr.
 */
public final class WorkerChild {
    private final DataInputStream in = new DataInputStream(new FileInputStream(FileDescriptor.in));
    private final DataOutputStream out =
            new DataOutputStream(new BufferedOutputStream(new FileOutputStream(FileDescriptor.out)));
    private final BlockingQueue<ByteBuffer> requests = new LinkedBlockingQueue<>();

    private WorkerChild() {}

    /** What a worker does. */
    @FunctionalInterface
    public interface Work {
        /**
         * Answers a request.
         *
         * @return the answer, in an array that may be used again for the next
         * @throws IOException whose message is handed on
         */
        ByteBuffer answer(ByteBuffer request) throws IOException;
    }

    /** Does the work of this process; never returns. */
    public static void serve(Work work) {
        PrintStream err = new PrintStream(new FileOutputStream(FileDescriptor.err), true, StandardCharsets.UTF_8);
        System.setIn(InputStream.nullInputStream());
        System.setOut(err);
        System.setErr(err);
        // A terminal sends its signals to both processes.
        Runtime.getRuntime().addShutdownHook(new Thread(WorkerChild::sweep, "ccmusic-sweep"));
        WorkerChild child = new WorkerChild();
        child.sayReady();
        Thread reader = new Thread(child::readRequests, "ccmusic-requests");
        reader.setDaemon(true);
        reader.start();
        child.answer(work);
    }

    private void sayReady() {
        try {
            new Frame(Frame.Kind.READY, ByteBuffer.allocate(0)).write(out);
        } catch (IOException e) {
            end();
        }
    }

    private void readRequests() {
        try {
            while (true) {
                requests.add(Frame.read(in).content());
            }
        } catch (IOException e) {
            end();
        }
    }

    private void answer(Work work) {
        try {
            while (true) {
                answer(work, requests.take()).write(out);
            }
        } catch (IOException | InterruptedException e) {
            end();
        }
    }

    private static Frame answer(Work work, ByteBuffer request) {
        try {
            return new Frame(Frame.Kind.ANSWER, work.answer(request));
        } catch (IOException e) {
            return Frame.failure(e.getMessage() == null ? e.toString() : e.getMessage());
        } catch (Throwable e) {
            // Native code throws what nobody declared; that is for whoever asked to know.
            return Frame.failure(e.toString());
        }
    }

    /** Nobody wants an answer any more. What is running is not waited for, and nothing is left. */
    private static void end() {
        sweep();
        Runtime.getRuntime().halt(0);
    }

    private static void sweep() {
        new Scratch(Path.of(System.getProperty("java.io.tmpdir"))).close();
    }
}
