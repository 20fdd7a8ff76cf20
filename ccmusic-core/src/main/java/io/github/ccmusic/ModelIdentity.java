package io.github.ccmusic;

/**
 * Which model gave an answer.
 *
 * @param name its name in config.json, else its directory's
 * @param version its version in config.json, else {@code 0}
 * @param arch torchvision's name of its architecture
 * @param sha256 of its checkpoint, lower-case hexadecimal
 */
public record ModelIdentity(String name, String version, String arch, String sha256) {

    /** A model of which no more is known than its name, such as a fake one. */
    public static ModelIdentity of(String name) {
        return new ModelIdentity(name, "0", "unknown", "0".repeat(64));
    }

    @Override
    public String toString() {
        return name + " " + version + " (" + arch + ", " + sha256.substring(0, Math.min(12, sha256.length())) + ")";
    }
}
