/**
 * Where recordings are decoded: in this process, or in one of its own that a damaged or hostile file may kill. {@link
 * io.github.ccmusic.decoding.AudioDecoding} is the choice, {@link io.github.ccmusic.decoding.RecordingReader} what comes of it.
 */
@NullMarked
package io.github.ccmusic.decoding;

import org.jspecify.annotations.NullMarked;
