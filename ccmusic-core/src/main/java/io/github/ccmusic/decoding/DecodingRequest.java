package io.github.ccmusic.decoding;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * What a decoder's worker is asked.
 *
 * @param file only with {@link Verb#OPEN}
 */
record DecodingRequest(Verb verb, String file) {
    enum Verb {
        /** Answered with the sample rate. */
        OPEN,
        /** Answered with the next mono samples, float32 and little-endian; with none at the end. */
        NEXT,
        /** Answered with what was found amiss, or with nothing. */
        DAMAGE,
        /** Answered with nothing. */
        CLOSE
    }

    static DecodingRequest open(Path file) {
        return new DecodingRequest(Verb.OPEN, file.toAbsolutePath().toString());
    }

    static DecodingRequest next() {
        return new DecodingRequest(Verb.NEXT, "");
    }

    static DecodingRequest damage() {
        return new DecodingRequest(Verb.DAMAGE, "");
    }

    static DecodingRequest close() {
        return new DecodingRequest(Verb.CLOSE, "");
    }

    /** In the form in which it is sent. */
    ByteBuffer bytes() {
        return StandardCharsets.UTF_8.encode(verb + " " + file);
    }

    static DecodingRequest read(ByteBuffer bytes) {
        String[] words = StandardCharsets.UTF_8.decode(bytes).toString().split(" ", 2);
        return new DecodingRequest(Verb.valueOf(words[0]), words[1]);
    }
}
