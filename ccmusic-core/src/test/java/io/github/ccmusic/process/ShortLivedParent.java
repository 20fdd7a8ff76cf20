package io.github.ccmusic.process;

import static io.github.ccmusic.process.ObedientChild.bytes;
import static io.github.ccmusic.process.ObedientChild.text;

import java.io.IOException;

/** A process that starts a worker, tells where it is, has it hang, and waits to be killed. */
final class ShortLivedParent {
    private ShortLivedParent() {}

    public static void main(String[] args) throws IOException {
        Worker worker = Worker.start(WorkerSpec.running(ObedientChild.class));
        System.out.println(worker.pid() + " " + text(worker.ask(bytes("folder"))));
        worker.ask(bytes("die hang"));
    }
}
