package io.github.ccmusic.serving;

import java.io.IOException;
import java.nio.file.Path;

/** A process that switches to and fro without end, to be killed at any instant. */
final class SwitchingChild {
    private SwitchingChild() {}

    public static void main(String[] args) throws IOException {
        GenreRouter router = GenreRouter.open(Path.of(args[0]));
        System.out.println("ready");
        while (true) {
            router.switchTo(args[1]);
            router.switchTo(args[2]);
        }
    }
}
