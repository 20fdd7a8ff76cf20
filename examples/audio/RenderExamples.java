import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import javax.sound.midi.InvalidMidiDataException;
import javax.sound.midi.MetaMessage;
import javax.sound.midi.MidiEvent;
import javax.sound.midi.MidiSystem;
import javax.sound.midi.Sequence;
import javax.sound.midi.ShortMessage;
import javax.sound.midi.Track;
import javax.sound.sampled.AudioFileFormat;
import javax.sound.sampled.AudioFormat;
import javax.sound.sampled.AudioInputStream;
import javax.sound.sampled.AudioSystem;
import javax.sound.sampled.UnsupportedAudioFileException;

/**
 * Writes the three recordings beside this file, from the notes below: {@code java RenderExamples.java}.
 *
 * <p>Needs FluidSynth and its General MIDI soundfont on the machine; see README.md.
 */
final class RenderExamples {
    private static final Path SOUNDFONT =
            Path.of(System.getProperty("soundfont", "/usr/share/sounds/sf2/FluidR3_GM.sf2"));

    // General MIDI programs and percussion keys, counted from 0 as on the wire.
    private static final int HARPSICHORD = 6, SYNTH_BASS = 38, VIOLIN = 40, VIOLA = 41, CELLO = 42, WARM_PAD = 89;
    private static final int KICK = 36, SNARE = 38, CLOSED_HAT = 42, OPEN_HAT = 46, CRASH = 49;
    private static final int DRUM_CHANNEL = 9;

    /** A semitone lower than today. */
    private static final int PERIOD_PITCH = -1;
    private static final int PAN = 10, REVERB = 91, CHORUS = 93;

    /** The hall rings on for longer than anybody listens. */
    private static final int LONGEST_SECONDS = 30;

    public static void main(String[] args) throws Exception {
        Path here = Path.of(args.length > 0 ? args[0] : "examples/audio");
        render(bachPrelude(), here.resolve("bach-prelude-bwv846.wav"), "wav", 22050, 3.6, Room.CHURCH);
        mixToMono(here.resolve("bach-prelude-bwv846.wav"));
        render(haydnTheme(), here.resolve("haydn-emperor-theme.flac"), "flac", 24000, 0.6, Room.CHAMBER);
        render(drumAndBass(), here.resolve("drum-and-bass.ogg"), "oga", 44100, 0.3, Room.CLUB);
    }

    /** Johann Sebastian Bach, Prelude in C major, BWV 846 (1722): the first eleven bars, to the cadence on G. */
    private static Score bachPrelude() throws InvalidMidiDataException {
        Score score = new Score(92, PERIOD_PITCH, Touch.HUMAN);
        Score.Part harpsichord = score.part(0, HARPSICHORD, 64);
        String[] bars = {
            "C4 E4 G4 C5 E5", "C4 D4 A4 D5 F5", "B3 D4 G4 D5 F5", "C4 E4 G4 C5 E5",
            "C4 E4 A4 E5 A5", "C4 D4 F#4 A4 D5", "B3 D4 G4 D5 G5", "B3 C4 E4 G4 C5",
            "A3 C4 E4 G4 C5", "D3 A3 D4 F#4 C5", "G3 B3 D4 G4 B4",
        };
        for (int half = 0; half < 2 * bars.length; half++) {
            String[] chord = bars[half / 2].split(" ");
            double beat = 2 * half;
            // Bass and tenor are held under the six sixteenths of the right hand.
            harpsichord.note(chord[0], beat, 2, 68);
            harpsichord.note(chord[1], beat + 0.25, 1.75, 60);
            for (int i = 0; i < 6; i++) {
                harpsichord.note(chord[2 + i % 3], beat + 0.5 + 0.25 * i, 0.25, 58 + 4 * (i % 3));
            }
        }
        return score;
    }

    /**
     * Joseph Haydn, String Quartet op. 76 no. 3 (1797), second movement: the first and the last strain of the theme.
     * The melody is Haydn's; the three lower parts are a plain setting made for this file.
     */
    private static Score haydnTheme() throws InvalidMidiDataException {
        Score score = new Score(74, PERIOD_PITCH, Touch.HUMAN);
        score.part(0, VIOLIN, 44).melody(84, """
                G4:1.5 A4:.5 B4 A4   C5 B4 A4:.5 F#4:.5 G4   E5 D5 C5 B4   A4 B4:.5 G4:.5 D5:2
                G5:1.5 F#5:.5 F#5:.5 E5:.5 D5   E5:1.5 D5:.5 D5:.5 C5:.5 B4
                A4:1.5 B4:.25 C5:.25 D5:.5 E5:.5 C5:.5 A4:.5   G4 B4:.5 A4:.5 G4:3""");
        score.part(1, VIOLIN, 58).melody(66, """
                D4:1.5 D4:.5 D4 F#4   F#4 G4 F#4:.5 D4:.5 D4   G4 G4 F#4 G4   F#4 G4:.5 E4:.5 F#4:2
                B4:1.5 A4:.5 A4:.5 G4:.5 F#4   G4:1.5 G4:.5 G4:.5 F#4:.5 G4
                E4:2 G4 E4   D4:1.5 F#4:.5 D4:3""");
        score.part(2, VIOLA, 70).melody(66, """
                B3:1.5 C4:.5 B3 D4   D4 D4 C4 B3   C4 D4 D4 D4   D4 D4:.5 A3:.5 A3 C4
                D4:2 D4 A3   C4:1.5 D4:.5 D4 D4
                C4:2 D4:.5 C4:.5 C4   B3:1.5 C4:.5 B3:3""");
        score.part(3, CELLO, 84).melody(72, """
                G3:1.5 F#3:.5 G3 D3   D3 G3 D3 G3   C3 B2 A2 G2   D3 B2:.5 C#3:.5 D3:2
                G2:1.5 D3:.5 D3 D3   C3:1.5 B2:.5 B2:.5 A2:.5 G2
                C3:2 B2:.5 C3:.5 C3   D3:1.5 D2:.5 G2:3""");
        return score;
    }

    /** Sixteen bars at 174 beats a minute, our own: four of hats and pad, then the beat and the bass come in. */
    private static Score drumAndBass() throws InvalidMidiDataException {
        Score score = new Score(174, 0, Touch.MACHINE);
        Score.Part drums = score.part(DRUM_CHANNEL, 0, 64);
        Score.Part bass = score.part(0, SYNTH_BASS, 64);
        Score.Part pad = score.part(1, WARM_PAD, 64);
        String[] roots = {"A1", "A1", "F1", "G1"};
        String[][] chords = {
            {"A3", "C4", "E4", "B4"}, {"A3", "C4", "E4", "G4"}, {"F3", "A3", "C4", "E4"}, {"G3", "B3", "D4", "A4"},
        };
        for (int bar = 0; bar < 16; bar++) {
            double beat = 4.0 * bar;
            boolean beatIsIn = bar >= 4;
            boolean fill = bar % 4 == 3;
            for (String tone : chords[bar % 4]) {
                pad.note(tone, beat, 4, 54);
            }
            drums.steps(CLOSED_HAT, beat, "x.o.x.o.x.o.x.oo", 70);
            if (beatIsIn) {
                if (bar % 4 == 0) {
                    drums.steps(CRASH, beat, "x...............", 90);
                }
                drums.steps(KICK, beat, fill ? "x.x.......x..x.." : "x.........x.....", 118);
                drums.steps(SNARE, beat, fill ? "....x..o.o..x.oo" : "....x..o.o..x...", 112);
                drums.steps(OPEN_HAT, beat, "......x.......x.", 60);
                // A long root, its octave as a stab, and a slide back up to the fifth.
                int root = Score.key(roots[bar % 4]);
                bass.note(root, beat, 1.5, 112);
                bass.note(root + 12, beat + 1.75, 0.5, 96);
                bass.note(root, beat + 2.5, 1, 108);
                bass.note(root + 7, beat + 3.5, 0.5, 100);
            }
        }
        return score;
    }

    private static void render(Score score, Path out, String container, int sampleRateHz, double gain, Room room)
            throws IOException, InterruptedException {
        Path midi = Files.createTempFile("example", ".mid");
        try {
            MidiSystem.write(score.sequence, 1, midi.toFile());
            String[] command = {
                "fluidsynth", "-niq", "-o", "synth.reverb.room-size=" + room.size,
                "-o", "synth.reverb.width=" + room.width, "-o", "synth.reverb.level=1.0", "-o", "synth.reverb.damp=0.3",
                "-g", String.valueOf(gain), "-r", String.valueOf(sampleRateHz),
                "-T", container, "-F", out.toString(), SOUNDFONT.toString(), midi.toString(),
            };
            int exit = new ProcessBuilder(command).inheritIO().start().waitFor();
            if (exit != 0) {
                throw new IOException("fluidsynth ended with " + exit + ": " + String.join(" ", command));
            }
        } finally {
            Files.delete(midi);
        }
    }

    private static void mixToMono(Path wav) throws IOException, UnsupportedAudioFileException {
        byte[] pcm;
        AudioFormat stereo;
        try (AudioInputStream in = AudioSystem.getAudioInputStream(wav.toFile())) {
            stereo = in.getFormat();
            pcm = in.readAllBytes();
        }
        ByteBuffer samples = ByteBuffer.wrap(pcm).order(ByteOrder.LITTLE_ENDIAN);
        int frames = Math.min(pcm.length / 4, LONGEST_SECONDS * Math.round(stereo.getSampleRate()));
        for (int i = 0; i < frames; i++) {
            samples.putShort(2 * i, (short) ((samples.getShort(4 * i) + samples.getShort(4 * i + 2)) / 2));
        }
        AudioFormat mono = new AudioFormat(stereo.getSampleRate(), 16, 1, true, false);
        AudioInputStream mixed = new AudioInputStream(new ByteArrayInputStream(pcm), mono, frames);
        AudioSystem.write(mixed, AudioFileFormat.Type.WAVE, wav.toFile());
    }

    /** How FluidSynth's reverberation is set. */
    private enum Room {
        CHURCH(1.0, 50),
        CHAMBER(0.8, 10),
        CLUB(0.95, 10);

        final double size;
        final int width;

        Room(double size, int width) {
            this.size = size;
            this.width = width;
        }
    }

    /** Whether notes come exactly when and as loud as they are written. */
    private enum Touch {
        HUMAN,
        MACHINE
    }

    /** A MIDI sequence in the making; time is counted in quarter notes from the start. */
    private static final class Score {
        private static final int TICKS_PER_BEAT = 480;
        final Sequence sequence;
        private final Touch touch;
        private final int semitonesUp;
        private final Random random = new Random(1722);

        Score(int beatsPerMinute, int semitonesUp, Touch touch) throws InvalidMidiDataException {
            this.semitonesUp = semitonesUp;
            this.touch = touch;
            sequence = new Sequence(Sequence.PPQ, TICKS_PER_BEAT);
            int micros = 60_000_000 / beatsPerMinute;
            byte[] tempo = {(byte) (micros >> 16), (byte) (micros >> 8), (byte) micros};
            sequence.createTrack().add(new MidiEvent(new MetaMessage(0x51, tempo, tempo.length), 0));
        }

        Part part(int channel, int program, int pan) throws InvalidMidiDataException {
            Part part = new Part(sequence.createTrack(), channel);
            part.send(0, ShortMessage.PROGRAM_CHANGE, program, 0);
            part.send(0, ShortMessage.CONTROL_CHANGE, PAN, pan);
            part.send(0, ShortMessage.CONTROL_CHANGE, REVERB, 127);
            part.send(0, ShortMessage.CONTROL_CHANGE, CHORUS, 0);
            return part;
        }

        /** The MIDI key of a name like {@code F#4}; middle C is C4. */
        static int key(String name) {
            int step = "C D EF G A B".indexOf(name.charAt(0));
            int sharp = name.charAt(1) == '#' ? 1 : 0;
            int octave = Integer.parseInt(name.substring(1 + sharp));
            return 12 * (octave + 1) + step + sharp;
        }

        private final class Part {
            private final Track track;
            private final int channel;

            Part(Track track, int channel) {
                this.track = track;
                this.channel = channel;
            }

            void note(String name, double beat, double beats, int velocity) throws InvalidMidiDataException {
                note(key(name) + semitonesUp, beat, beats, velocity);
            }

            void note(int key, double beat, double beats, int velocity) throws InvalidMidiDataException {
                boolean human = touch == Touch.HUMAN;
                double late = human ? Math.max(-beat, 0.03 * random.nextGaussian()) : 0;
                int louder = human ? (int) Math.round(6 * random.nextGaussian()) : 0;
                send(beat + late, ShortMessage.NOTE_ON, key, Math.max(1, Math.min(127, velocity + louder)));
                // A hair short, so that a repeated key is struck again.
                send(beat + late + 0.95 * beats, ShortMessage.NOTE_OFF, key, 0);
            }

            /** Notes one after the other, each {@code name} or {@code name:beats}. */
            void melody(int velocity, String notes) throws InvalidMidiDataException {
                double beat = 0;
                for (String note : notes.trim().split("\\s+")) {
                    String[] parts = note.split(":");
                    double beats = parts.length > 1 ? Double.parseDouble(parts[1]) : 1;
                    note(parts[0], beat, beats, velocity);
                    beat += beats;
                }
            }

            /** A bar of sixteenths: {@code x} is a stroke, {@code o} one at half strength. */
            void steps(int key, double beat, String pattern, int velocity) throws InvalidMidiDataException {
                for (int i = 0; i < pattern.length(); i++) {
                    char stroke = pattern.charAt(i);
                    if (stroke != '.') {
                        note(key, beat + 0.25 * i, 0.25, stroke == 'x' ? velocity : velocity / 2);
                    }
                }
            }

            void send(double beat, int command, int data1, int data2) throws InvalidMidiDataException {
                long tick = Math.round(beat * TICKS_PER_BEAT);
                track.add(new MidiEvent(new ShortMessage(command, channel, data1, data2), tick));
            }
        }
    }
}
