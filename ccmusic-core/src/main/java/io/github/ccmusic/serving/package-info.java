/**
 * Models that change while they answer: {@link io.github.ccmusic.serving.GenreRouter} switches, rolls back, and tries a candidate
 * on real calls, beside the active model or in its place.
 */
@NullMarked
package io.github.ccmusic.serving;

import org.jspecify.annotations.NullMarked;
