/** From a file to mono samples: {@code AudioReader} opens, {@code Resampler} brings to the rate that is asked for. */
@NullMarked
package io.github.ccmusic.cqt.audio;

import org.jspecify.annotations.NullMarked;
