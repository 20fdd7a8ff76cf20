/**
 * The check that every model passes before it may answer. {@link io.github.ccmusic.selfcheck.SelfCheck} runs it,
 * {@link io.github.ccmusic.selfcheck.SelfCheckReport} says what was found.
 */
@NullMarked
package io.github.ccmusic.selfcheck;

import org.jspecify.annotations.NullMarked;
