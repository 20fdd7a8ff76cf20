package io.github.ccmusic.cqt.image;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/** 256 colours from low to high. */
public final class ColorMap {
    private static final ColorMap MAGMA = load("magma.rgb");

    private final byte[] rgb;

    private ColorMap(byte[] rgb) {
        this.rgb = rgb;
    }

    /** matplotlib's "magma", the default of {@code librosa.display.specshow}; by Smith and van der Walt, CC0. */
    public static ColorMap magma() {
        return MAGMA;
    }

    private static ColorMap load(String resource) {
        try (InputStream in = ColorMap.class.getResourceAsStream(resource)) {
            byte[] rgb = in == null ? new byte[0] : in.readAllBytes();
            if (rgb.length != 3 * 256) {
                throw new IllegalStateException(
                        resource + " has " + rgb.length + " bytes; expected 768. The jar is damaged.");
            }
            return new ColorMap(rgb);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + resource + " from the jar", e);
        }
    }

    /** Writes the colour of an index, 0 to 255, as three bytes. */
    void put(int index, byte[] destination, int offset) {
        destination[offset] = rgb[3 * index];
        destination[offset + 1] = rgb[3 * index + 1];
        destination[offset + 2] = rgb[3 * index + 2];
    }
}
