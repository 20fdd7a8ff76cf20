package io.github.ccmusic.process;

import static io.github.ccmusic.process.ObedientChild.bytes;
import static io.github.ccmusic.process.ObedientChild.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** Real processes, and what becomes of those who deal with them. */
class WorkerTest {
    private static final WorkerSpec SPEC =
            WorkerSpec.running(ObedientChild.class).heapBytes(32 << 20).answerWithin(Duration.ofMinutes(2));

    @Test
    void answersInTurnAndLivesThroughFailures() throws IOException {
        try (Worker worker = Worker.start(SPEC)) {
            worker.send(bytes("one"));
            worker.send(bytes("two"));
            assertThat(text(worker.receive())).isEqualTo("did one");
            assertThat(worker.isIdle()).isFalse();
            assertThat(text(worker.receive())).isEqualTo("did two");

            assertThatExceptionOfType(WorkFailedException.class)
                    .isThrownBy(() -> worker.ask(bytes("fail")))
                    .withMessage("no such song");
            assertThatExceptionOfType(WorkFailedException.class)
                    .isThrownBy(() -> worker.ask(bytes("overflow")))
                    .withMessageContaining("StackOverflowError: too deep");

            assertThat(text(worker.ask(bytes("print")))).isEqualTo("did print");
            assertThat(text(worker.ask(bytes("chatter"))))
                    .as("a pipe that nobody reads would be full")
                    .isEqualTo("did chatter");
            assertThat(worker.isIdle()).isTrue();
        }
    }

    @Test
    void leavesNoProcessNoThreadAndNoFolder() throws IOException {
        Path folder;
        long pid;
        try (Worker worker = Worker.start(SPEC)) {
            folder = Path.of(text(worker.ask(bytes("folder"))));
            pid = worker.pid();
            assertThat(folder).isDirectory();
        }
        assertThat(folder).doesNotExist();
        assertThat(ProcessHandle.of(pid).filter(ProcessHandle::isAlive)).isEmpty();
        assertThat(Thread.getAllStackTraces().keySet())
                .noneMatch(thread -> thread.getName().equals("ccmusic-worker"));
    }

    @Test
    void isToldNothingOfTheEnvironmentThatItDoesNotNeed() throws IOException {
        try (Worker worker = Worker.start(SPEC)) {
            assertThat(text(worker.ask(bytes("environment"))).split(" "))
                    .isNotEmpty()
                    .allMatch(ChildEnvironment::isNeeded);
        }
        assertThat(ChildEnvironment.isNeeded("AWS_SECRET_ACCESS_KEY")).isFalse();
        assertThat(ChildEnvironment.isNeeded("JAVA_TOOL_OPTIONS")).isFalse();
        assertThat(ChildEnvironment.isNeeded("MALLOC_ARENA_MAX")).isTrue();
    }

    @Test
    void namesTheSignalAndThePlaceOfACrash() throws IOException {
        assertDies(SPEC, "segv", "crashed with SIGSEGV (0xb) in V [libjvm.so+0x");
    }

    @Test
    @EnabledOnOs({OS.LINUX, OS.MAC})
    void tellsThatItWasKilled() throws IOException {
        assertDies(SPEC, "kill", "was killed (exit code 137, SIGKILL)");
    }

    @Test
    void quotesLastWords() throws IOException {
        assertDies(SPEC, "halt", "ended with exit code 9; its last words: cannot go on.[31m");
    }

    @Test
    void endsOneThatGivesNoAnswer() throws IOException {
        assertDies(SPEC.answerWithin(Duration.ofSeconds(5)), "hang", "gave no answer within 5.0 s");
    }

    @Test
    void tellsThatTheHeapWasTooSmall() throws IOException {
        assertDies(SPEC, "heap", "ran out of its Java heap of 32 MiB");
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void endsOneThatTakesTooMuchMemory() throws IOException {
        assertDies(SPEC.residentBytes(OptionalLong.of(300_000_000)), "native_memory", "MB of memory; allowed are 300");
    }

    @Test
    void endsOneThatWritesWhatIsNoAnswer() throws IOException {
        assertDies(SPEC, "stdout", "wrote what is no answer to its stdout");
    }

    @Test
    void tellsApartWhatNeverCameToWork() throws IOException {
        try (Worker worker = Worker.start(WorkerSpec.running(Deaths.class))) {
            assertThatThrownBy(() -> worker.ask(bytes("anything")))
                    .isExactlyInstanceOf(IOException.class)
                    .hasMessageContaining("no worker process can be started here")
                    .hasMessageContaining("main");
        }
    }

    @Test
    void endsWithTheThreadThatWaitsForIt() throws Exception {
        try (Worker worker = Worker.start(SPEC)) {
            worker.ask(bytes("one"));
            AtomicReference<Throwable> thrown = new AtomicReference<>();
            CompletableFuture<Boolean> stillInterrupted = new CompletableFuture<>();
            Thread caller = new Thread(() -> {
                try {
                    worker.ask(bytes("die hang"));
                } catch (IOException | RuntimeException e) {
                    thrown.set(e);
                }
                stillInterrupted.complete(Thread.currentThread().isInterrupted());
            });
            caller.start();
            while (caller.getState() != Thread.State.TIMED_WAITING) {
                Thread.onSpinWait();
            }
            caller.interrupt();

            assertThat(stillInterrupted.get(1, TimeUnit.MINUTES)).isTrue();
            assertThat(thrown.get()).isInstanceOf(InterruptedIOException.class);
            ProcessHandle.of(worker.pid()).ifPresent(process -> process.onExit().join());
            assertThat(worker.isIdle()).isFalse();
        }
    }

    @Test
    @EnabledOnOs({OS.LINUX, OS.MAC})
    void diesWithItsParentInTheMiddleOfItsWork() throws Exception {
        assertSweepsWhenKilled((parent, worker) -> parent.destroyForcibly());
    }

    @Test
    @EnabledOnOs({OS.LINUX, OS.MAC})
    void leavesNoFolderWhenATerminalEndsBoth() throws Exception {
        assertSweepsWhenKilled((parent, worker) -> {
            worker.destroy();
            parent.destroyForcibly();
        });
    }

    private interface Killing {
        void of(Process parent, ProcessHandle worker);
    }

    private static void assertSweepsWhenKilled(Killing killing) throws Exception {
        Process parent = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        ShortLivedParent.class.getName())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        String[] words;
        ProcessHandle worker;
        try (BufferedReader told = parent.inputReader()) {
            words = told.readLine().split(" ", 2);
            worker = ProcessHandle.of(Long.parseLong(words[0])).orElseThrow();
            killing.of(parent, worker);
        }
        assertThat(worker.onExit()).succeedsWithin(Duration.ofMinutes(1));
        assertThat(Files.exists(Path.of(words[1]))).as(words[1]).isFalse();
    }

    private static void assertDies(WorkerSpec spec, String death, String obituary) throws IOException {
        Path folder;
        try (Worker worker = Worker.start(spec)) {
            folder = Path.of(text(worker.ask(bytes("folder"))));
            assertThatExceptionOfType(WorkerDiedException.class)
                    .isThrownBy(() -> worker.ask(bytes("die " + death)))
                    .withMessageStartingWith("the worker process ")
                    .withMessageContaining(obituary);
            assertThat(worker.isIdle()).isFalse();
        }
        assertThat(folder).doesNotExist();
    }
}
