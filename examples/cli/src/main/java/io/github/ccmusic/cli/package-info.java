/** The command line. */
@NullMarked
package io.github.ccmusic.cli;

import org.jspecify.annotations.NullMarked;
