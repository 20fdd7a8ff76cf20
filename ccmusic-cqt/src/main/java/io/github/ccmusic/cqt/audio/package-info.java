/**
 * From a file to mono samples: {@link io.github.ccmusic.cqt.audio.AudioReader} opens,
 * {@link io.github.ccmusic.cqt.audio.Resampler} brings to the rate that is asked for.
 */
@NullMarked
package io.github.ccmusic.cqt.audio;

import org.jspecify.annotations.NullMarked;
