package io.github.ccmusic.modeldir;

/** What becomes of a clip that is shorter than one slice. */
public enum ShortClip {
    /** It is played again from its beginning until one slice is full. */
    REPEAT,
    /** One slice is filled up with silence. */
    ZERO,
    /** It is an error. */
    REJECT
}
