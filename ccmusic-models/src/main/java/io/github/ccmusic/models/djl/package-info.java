/**
 * The only room that knows the engine: it starts libtorch through DJL, owns the native memory, and gives nothing of either away.
 */
@NullMarked
package io.github.ccmusic.models.djl;

import org.jspecify.annotations.NullMarked;
