package io.github.ccmusic.models;

import java.io.IOException;

/** No kernel that may be used on this machine gives the right answer for a layer of the network. */
public final class UnprovedKernelException extends IOException {
    private static final long serialVersionUID = 1;

    public UnprovedKernelException(String message) {
        super(message);
    }
}
