/**
 * The networks of torchvision, one file a family, with the state dict's keys as strings: read a file beside torchvision's own
 * of the same name. {@link io.github.ccmusic.models.arch.Architectures} is the table of them all.
 */
@NullMarked
package io.github.ccmusic.models.arch;

import org.jspecify.annotations.NullMarked;
