package io.github.ccmusic;

import io.github.ccmusic.models.checkpoint.CheckpointFormat;
import java.io.IOException;
import java.nio.file.Path;

/** A process that converts a model and prints what comes of it. */
final class ConvertingChild {
    private ConvertingChild() {}

    public static void main(String[] args) {
        try {
            System.out.println(ModelConversion.to(CheckpointFormat.TORCH).convert(Path.of(args[0]), Path.of(args[1])));
        } catch (IOException e) {
            System.out.println(e.getMessage());
        }
    }
}
