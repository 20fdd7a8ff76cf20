package io.github.ccmusic.cqt.audio;

/** What brings one rate to another, block by block: immutable, so that many signals can share it. */
interface RateFilter {
    /** Receives samples at the new rate. */
    interface Sink {
        void accept(float[] samples, int count);
    }

    /** One signal on its way to the new rate. */
    interface Run {
        void push(float[] samples, int offset, int length);

        /** Ends the signal; all its samples, ceil(n · to / from) of them, have then been given out. */
        void finish();
    }

    Run start(Sink sink);
}
