/** What the tests of an application need that holds a {@link io.github.ccmusic.GenreModel}. */
@NullMarked
package io.github.ccmusic.testing;

import org.jspecify.annotations.NullMarked;
