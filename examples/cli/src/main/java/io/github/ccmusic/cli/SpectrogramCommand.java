package io.github.ccmusic.cli;

import io.github.ccmusic.FrontEnd;
import io.github.ccmusic.SlicedSound;
import io.github.ccmusic.cqt.audio.AudioStream;
import io.github.ccmusic.cqt.image.RgbImage;
import io.github.ccmusic.cqt.image.Slice;
import io.github.ccmusic.decoding.RecordingReader;
import io.github.ccmusic.modeldir.ModelDirectory;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "spectrogram",
        description = "Draws a slice of a recording: the very picture that the model's network sees.",
        mixinStandardHelpOptions = true)
@SuppressWarnings("NullAway.Init") // picocli fills the fields
final class SpectrogramCommand implements Callable<Integer> {
    @Parameters(paramLabel = "FILE", description = "The recording.")
    private Path file;

    @Option(
            names = {"-o", "--output"},
            required = true,
            paramLabel = "PNG",
            description = "Where to put the picture.")
    private Path output;

    @Option(
            names = "--slice",
            paramLabel = "N",
            defaultValue = "1",
            description = "Which slice, counted from 1 (default: ${DEFAULT-VALUE}).")
    private int number;

    @Mixin
    private ModelOption model;

    @Mixin
    private DecodingOption decoding;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        SlicedSound sound = listen();
        int count = sound.slices().size();
        if (number < 1 || number > count) {
            throw new ParameterException(
                    spec.commandLine(), "--slice must be from 1 to " + count + " for " + file + ": " + number);
        }
        RgbImage picture = sound.picture(number - 1);
        try (OutputStream png = Files.newOutputStream(output)) {
            picture.writePng(png);
        }
        Slice slice = sound.slices().get(number - 1);
        spec.commandLine()
                .getOut()
                .printf(
                        Locale.ROOT,
                        "%s: slice %d of %d, %.1f – %.1f s, %d × %d%n",
                        output,
                        number,
                        count,
                        slice.startSeconds(),
                        slice.endSeconds(),
                        picture.width(),
                        picture.height());
        return ExitCode.OK;
    }

    private SlicedSound listen() throws IOException {
        FrontEnd frontEnd = FrontEnd.of(ModelDirectory.open(model.path()));
        try (RecordingReader recordings = decoding.decoding().reader(1);
                AudioStream audio = recordings.open(file)) {
            return frontEnd.listen(audio);
        } catch (IllegalArgumentException e) {
            throw new IOException(file + ": " + e.getMessage(), e);
        }
    }
}
