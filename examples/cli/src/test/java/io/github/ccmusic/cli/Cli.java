package io.github.ccmusic.cli;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;

/**
 * What one run of the command line left behind.
 *
 * @param exitCode what the shell would see
 * @param out what went to stdout
 * @param err what went to stderr
 */
record Cli(int exitCode, String out, String err) {
    static final Path AUDIO = Path.of("../audio");
    static final Path BACH = AUDIO.resolve("bach-prelude-bwv846.wav");
    static final Path BACH_MP3 = AUDIO.resolve("bach-prelude-bwv846.mp3");
    static final Path HAYDN = AUDIO.resolve("haydn-emperor-theme.flac");
    static final Path DRUM_AND_BASS = AUDIO.resolve("drum-and-bass.ogg");
    static final Path MODEL = Path.of("../models/mobilenet_v3_small_cqt");

    /** Runs the whole command line in this process. */
    static Cli run(Object... args) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        String[] words = new String[args.length];
        for (int i = 0; i < args.length; i++) {
            words[i] = args[i].toString();
        }
        int exitCode =
                Main.commandLine(new PrintWriter(out), new PrintWriter(err)).execute(words);
        return new Cli(exitCode, out.toString(), err.toString());
    }
}
