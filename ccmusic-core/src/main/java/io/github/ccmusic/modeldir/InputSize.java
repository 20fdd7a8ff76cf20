package io.github.ccmusic.modeldir;

/** The size in pixels of the pictures that a network takes, in the order of config.json. */
public record InputSize(int height, int width) {
    static final int MIN = 16;
    static final int MAX = 1024;

    public InputSize {
        if (height < MIN || width < MIN || height > MAX || width > MAX) {
            throw new IllegalArgumentException(
                    "a side has " + MIN + " to " + MAX + " pixels, found: " + height + " × " + width);
        }
    }

    @Override
    public String toString() {
        return height + " × " + width;
    }
}
