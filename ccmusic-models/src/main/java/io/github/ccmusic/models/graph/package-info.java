/**
 * The small vocabulary that architectures are written in: {@link io.github.ccmusic.models.graph.Tensor} is the pen,
 * {@link io.github.ccmusic.models.graph.Graph} what it draws, and {@link io.github.ccmusic.models.graph.TorchScript}
 * turns the drawing into a program that the engine runs in one call.
 */
@NullMarked
package io.github.ccmusic.models.graph;

import org.jspecify.annotations.NullMarked;
