/**
 * What a router does, as Micrometer meters. Needs {@code io.micrometer:micrometer-core} on the class path, which nothing else here does.
 */
@NullMarked
package io.github.ccmusic.micrometer;

import org.jspecify.annotations.NullMarked;
