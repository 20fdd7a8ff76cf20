package io.github.ccmusic.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;

/** The entry: {@code ccmusic --help} tells the rest. */
@Command(
        name = "ccmusic",
        description = "Says which genre a piece of music is.",
        subcommands = {
            ClassifyCommand.class,
            EmbedCommand.class,
            ModelsCommand.class,
            ConfigCommand.class,
            RolloutCommand.class,
            SpectrogramCommand.class,
            DoctorCommand.class
        },
        synopsisSubcommandLabel = "COMMAND",
        mixinStandardHelpOptions = true,
        versionProvider = Main.Version.class,
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:all went well",
            "1:something failed, such as one file of many; what and why stands on stderr",
            "2:the command line is wrong"
        })
public final class Main {
    private Main() {}

    public static void main(String[] args) {
        System.exit(
                commandLine(utf8(FileDescriptor.out), utf8(FileDescriptor.err)).execute(args));
    }

    /** The whole command line, writing where it is told to. */
    static CommandLine commandLine(PrintWriter out, PrintWriter err) {
        return new CommandLine(new Main())
                .setOut(out)
                .setErr(err)
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setExecutionExceptionHandler(new FailureMessage());
    }

    /** Data is UTF-8 whatever the locale: JDK 17 would else turn Chinese names into question marks under {@code LANG=C}. */
    private static PrintWriter utf8(FileDescriptor stream) {
        return new PrintWriter(new FileOutputStream(stream), true, StandardCharsets.UTF_8);
    }

    static final class Version implements IVersionProvider {
        @Override
        public String[] getVersion() {
            String version = Main.class.getPackage().getImplementationVersion();
            return new String[] {"ccmusic " + (version == null ? "(not packaged)" : version)};
        }
    }
}
