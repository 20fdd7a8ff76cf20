/**
 * A directory with a checkpoint and an optional config.json, read and checked before anything is loaded.
 * {@link io.github.ccmusic.modeldir.ModelDirectory#open} is the door; {@link io.github.ccmusic.modeldir.ModelConfig} is what it says.
 */
@NullMarked
package io.github.ccmusic.modeldir;

import org.jspecify.annotations.NullMarked;
