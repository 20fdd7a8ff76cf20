package io.github.ccmusic.cli;

import io.github.ccmusic.ClassifierOptions;
import io.github.ccmusic.decoding.AudioDecoding;
import picocli.CommandLine.Option;

/** Where a command has recordings decoded. */
final class DecodingOption {
    @Option(
            names = "--isolated",
            description =
                    "Decode compressed recordings in processes of their own: one that crashes its decoder, or keeps it"
                            + " busy for ever, is an error like any other, and the next is read.")
    private boolean isolated;

    AudioDecoding decoding() {
        return isolated ? AudioDecoding.isolated() : AudioDecoding.inProcess();
    }

    ClassifierOptions options() {
        return ClassifierOptions.builder().decoding(decoding()).build();
    }
}
