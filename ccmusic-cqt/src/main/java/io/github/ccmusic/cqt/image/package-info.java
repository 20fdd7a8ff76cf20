/**
 * From a spectrogram to the picture that a network is shown: slices, colours, JPEG, resize, tensor, each byte for byte
 * what matplotlib and Pillow make of it.
 */
@NullMarked
package io.github.ccmusic.cqt.image;

import org.jspecify.annotations.NullMarked;
