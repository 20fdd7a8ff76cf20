package io.github.ccmusic.selfcheck;

/** How much of a model is checked before it may answer; each level includes those before it. */
public enum SelfCheckLevel {
    /** The checksum, and that every weight is there, is expected and has its shape. */
    WEIGHTS,
    /** Also that a forward pass gives one finite number for each class. */
    FORWARD,
    /** Also that the model gives the stored answer of config.json again, where there is one. */
    STORED_ANSWER
}
