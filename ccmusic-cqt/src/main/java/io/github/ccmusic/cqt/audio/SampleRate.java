package io.github.ccmusic.cqt.audio;

/** The rates that sound is recorded at. Outside of them somebody has mistaken kHz for Hz, or a header lies. */
final class SampleRate {
    private static final int LEAST = 1_000;
    private static final int MOST = 768_000;

    static final String EXPECTED = "expected " + LEAST + " to " + MOST;

    private SampleRate() {}

    static boolean isPlausible(long hz) {
        return hz >= LEAST && hz <= MOST;
    }

    static void require(int hz) {
        if (!isPlausible(hz)) {
            throw new IllegalArgumentException("sampleRateHz is " + hz + "; " + EXPECTED
                    + (hz > 0 && isPlausible(1000L * hz) ? ". It counts Hz, not kHz: 44100 and not 44" : ""));
        }
    }
}
