/**
 * One room for what may die: a piece of work in a JVM of its own, with limits of time and memory. {@link
 * io.github.ccmusic.process.Worker} is this process's end of it, {@link io.github.ccmusic.process.WorkerChild} the other. Internal: not
 * for use outside.
 */
@NullMarked
package io.github.ccmusic.process;

import org.jspecify.annotations.NullMarked;
