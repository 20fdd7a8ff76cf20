/** The front door: {@code GenreClassifier.load(path).classify(file)}. */
@NullMarked
package io.github.ccmusic;

import org.jspecify.annotations.NullMarked;
