package io.github.ccmusic.process;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** The end of what a process says: on its stderr, and on its stdout once that is no answer, as the JVM's own report of a crash is not. */
final class LastWords {
    private static final int KEPT_BYTES = 1 << 13;

    private final byte[] ring = new byte[KEPT_BYTES];
    private long heard;
    private final CountDownLatch ended = new CountDownLatch(2);

    /** Listens to one of the two to its end. */
    void listenTo(InputStream pipe) {
        byte[] some = new byte[1024];
        try (pipe) {
            for (int n; (n = pipe.read(some)) >= 0; ) {
                hear(some, n);
            }
        } catch (IOException e) {
            // The process is gone, and with it the rest.
        } finally {
            ended.countDown();
        }
    }

    /** Waits until both have ended. */
    void awaitEnd(Duration limit) throws InterruptedException {
        ended.await(limit.toMillis(), TimeUnit.MILLISECONDS);
    }

    synchronized void hear(byte[] some, int count) {
        for (int i = 0; i < count; i++) {
            ring[(int) (heard++ % KEPT_BYTES)] = some[i];
        }
    }

    /** What was heard last, its control characters but line feeds made visible as dots. */
    synchronized String text() {
        int length = (int) Math.min(heard, KEPT_BYTES);
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++) {
            bytes[i] = ring[(int) ((heard - length + i) % KEPT_BYTES)];
        }
        return new String(bytes, StandardCharsets.UTF_8).replaceAll("[\\p{Cntrl}&&[^\\n]]", ".");
    }
}
