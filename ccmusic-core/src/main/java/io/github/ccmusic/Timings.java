package io.github.ccmusic;

import com.fasterxml.jackson.annotation.JsonValue;
import java.time.Duration;
import java.util.Map;

/**
 * Where the time of one prediction or embedding went.
 *
 * @param decoding reading the samples
 * @param spectrogram resampling and transforming them
 * @param pictures drawing the slices
 * @param network the forward passes
 * @param total from call to return, the time that is spent between the stages included
 */
public record Timings(Duration decoding, Duration spectrogram, Duration pictures, Duration network, Duration total) {

    /** For an answer that took no time, such as that of a fake model. */
    public static final Timings NONE =
            new Timings(Duration.ZERO, Duration.ZERO, Duration.ZERO, Duration.ZERO, Duration.ZERO);

    @JsonValue
    Map<String, Object> json() {
        return PredictionJson.of(this);
    }
}
