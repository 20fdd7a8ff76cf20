package io.github.ccmusic.decoding;

import io.github.ccmusic.process.Deaths;
import io.github.ccmusic.process.WorkerChild;
import io.github.ccmusic.process.WorkerSpec;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;

/** The decoder in its own process, but that some recordings say in their last bytes what is to happen to it. */
public final class DeadlyDecoding {
    private static final String MARK = "\nccmusic-test ";
    private static final String ENDLESS = "ENDLESS";

    private final DecodingChild real = new DecodingChild();
    private int blocks;
    private String fate = "";
    private ByteBuffer block = ByteBuffer.allocate(0);

    private DeadlyDecoding() {}

    public static void main(String[] args) {
        DecodingChild.loadDecoders();
        WorkerChild.serve(new DeadlyDecoding()::answer);
    }

    /** A stall of ten seconds is a hang. */
    public static AudioDecoding isolated() {
        return AudioDecoding.in(WorkerSpec.running(DeadlyDecoding.class)).stallLimit(Duration.ofSeconds(10));
    }

    /** A copy of a recording that the decoder dies of in the middle. */
    public static Path deadly(Path recording, Path copy, Deaths death) throws IOException {
        return fated(recording, copy, death.name());
    }

    /** A copy of a recording that the decoder finds no end of. */
    static Path endless(Path recording, Path copy) throws IOException {
        return fated(recording, copy, ENDLESS);
    }

    private static Path fated(Path recording, Path copy, String fate) throws IOException {
        Files.copy(recording, copy);
        return Files.writeString(copy, MARK + fate, StandardOpenOption.APPEND);
    }

    private ByteBuffer answer(ByteBuffer request) throws IOException {
        DecodingRequest wanted = DecodingRequest.read(request.duplicate());
        if (wanted.verb() == DecodingRequest.Verb.OPEN) {
            String content = Files.readString(Path.of(wanted.file()), StandardCharsets.ISO_8859_1);
            int mark = content.lastIndexOf(MARK);
            fate = mark < 0 ? "" : content.substring(mark + MARK.length());
            blocks = 0;
        }
        if (wanted.verb() == DecodingRequest.Verb.NEXT && ++blocks > 2 && !fate.isEmpty()) {
            if (fate.equals(ENDLESS)) {
                return block;
            }
            Deaths.valueOf(fate).happen();
        }
        ByteBuffer answer = real.answer(request);
        if (wanted.verb() == DecodingRequest.Verb.NEXT && blocks == 1) {
            byte[] kept = new byte[answer.remaining()];
            answer.duplicate().get(kept);
            block = ByteBuffer.wrap(kept);
        }
        return answer;
    }
}
