/** From a checkpoint to a network. */
@NullMarked
package io.github.ccmusic.models;

import org.jspecify.annotations.NullMarked;
