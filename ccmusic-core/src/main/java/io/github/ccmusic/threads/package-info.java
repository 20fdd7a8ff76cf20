/** The threads that this library starts, so that it can see to it that none is left behind. Internal: not for use outside. */
@NullMarked
package io.github.ccmusic.threads;

import org.jspecify.annotations.NullMarked;
