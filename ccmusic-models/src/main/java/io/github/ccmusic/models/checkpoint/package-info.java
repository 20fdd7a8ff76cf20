/** The only door to weights on disk is {@code Checkpoint.open}. Nothing that a file says is ever executed. */
@NullMarked
package io.github.ccmusic.models.checkpoint;

import org.jspecify.annotations.NullMarked;
