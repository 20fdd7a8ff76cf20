package io.github.ccmusic;

import io.github.ccmusic.cqt.audio.AudioStream;
import java.io.IOException;
import java.io.InterruptedIOException;

/** Asked again and again while a call is under way, so that it ends soon once nobody wants its answer. */
@FunctionalInterface
interface StopCheck {

    /** Ends what an interrupted thread does. The thread stays interrupted, so that whoever called hears of it as well. */
    StopCheck INTERRUPTION = () -> {
        if (Thread.currentThread().isInterrupted()) {
            throw new InterruptedIOException("interrupted before there was an answer");
        }
    };

    /**
     * Returns if the call is to go on.
     *
     * @throws InterruptedIOException if its thread is interrupted
     * @throws IllegalStateException if its model was closed and waits no longer
     */
    void check() throws InterruptedIOException;

    /** The same stream, asking before each block. Closing it closes nothing. */
    default AudioStream before(AudioStream source) {
        return new AudioStream() {
            @Override
            public int sampleRateHz() {
                return source.sampleRateHz();
            }

            @Override
            public int read(float[] buffer, int offset, int length) throws IOException {
                check();
                return source.read(buffer, offset, length);
            }

            @Override
            public void close() {}
        };
    }
}
