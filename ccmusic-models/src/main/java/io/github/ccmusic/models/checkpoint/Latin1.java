package io.github.ccmusic.models.checkpoint;

import java.nio.charset.StandardCharsets;

/** Bytes dressed as text, a character each. */
final class Latin1 {

    private Latin1() {}

    static byte[] encode(String text) throws FormatException {
        if (text.chars().anyMatch(c -> c > 0xFF)) {
            throw new FormatException("text that stands for bytes has a character past 255");
        }
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }
}
