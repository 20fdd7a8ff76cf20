package io.github.ccmusic.modeldir;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/**
 * The JSON Schema of config.json: every key with its meaning, its type, its range and its default, for editors and checks.
 *
 * <p>What it accepts {@link ModelDirectory#open} reads, but for what keys say of each other: that there are as many labels as classes,
 * that parents run in no circle, that files are there.
 */
public final class ConfigSchema {
    private static final String RESOURCE = "config.schema.json";

    private ConfigSchema() {}

    /** The schema, of draft 2020-12. */
    public static String json() {
        try (InputStream in = ConfigSchema.class.getResourceAsStream(RESOURCE)) {
            if (in == null) {
                throw new IllegalStateException(RESOURCE + " is missing from the class path");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
