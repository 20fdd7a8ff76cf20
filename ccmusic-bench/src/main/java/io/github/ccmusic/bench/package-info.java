/** Benchmarks. */
@NullMarked
package io.github.ccmusic.bench;

import org.jspecify.annotations.NullMarked;
