package io.github.ccmusic.process;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.TreeSet;

/** A worker that does what it is told, also if that is to die. */
final class ObedientChild {
    private ObedientChild() {}

    public static void main(String[] args) {
        WorkerChild.serve(request -> bytes(answer(text(request))));
    }

    private static String answer(String request) throws IOException {
        switch (request) {
            case "fail" -> throw new IOException("no such song");
            case "overflow" -> throw new StackOverflowError("too deep");
            case "print" -> System.out.println("This is not an answer.");
            case "chatter" -> System.err.print("x".repeat(1 << 20));
            case "environment" -> {
                return String.join(" ", new TreeSet<>(System.getenv().keySet()));
            }
            case "folder" -> {
                return System.getProperty("java.io.tmpdir");
            }
            default -> {
                if (request.startsWith("die ")) {
                    Deaths.valueOf(request.substring(4).toUpperCase(Locale.ROOT))
                            .happen();
                }
            }
        }
        return "did " + request;
    }

    static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    }

    static String text(ByteBuffer bytes) {
        return StandardCharsets.UTF_8.decode(bytes).toString();
    }
}
