/**
 * From mono samples to a spectrogram in decibels, as librosa computes it: {@link io.github.ccmusic.cqt.ConstantQ} is the
 * constant-Q transform, {@link io.github.ccmusic.cqt.SpectralFeature} what every feature has in common.
 */
@NullMarked
package io.github.ccmusic.cqt;

import org.jspecify.annotations.NullMarked;
