package io.github.ccmusic.modeldir;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.ccmusic.models.Spelling;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A JSON object from which the known keys are taken one by one, each with its type and range; what is left at the end is unknown.
 *
 * <p>A null is as good as an absent key.
 */
final class ConfigObject {
    private static final ObjectMapper PLAIN = new ObjectMapper();
    private static final int SHOWN_CHARS = 80;

    private final Path file;
    private final String prefix;
    private final Map<String, JsonNode> left = new LinkedHashMap<>();
    private final List<ConfigObject> nested = new ArrayList<>();
    private final Set<String> asked;
    private final Set<String> given;
    private final List<String> unknown = new ArrayList<>();

    ConfigObject(Path file, JsonNode object) {
        this(file, "", object, new TreeSet<>(), new TreeSet<>());
    }

    private ConfigObject(Path file, String prefix, JsonNode object, Set<String> asked, Set<String> given) {
        this.file = file;
        this.prefix = prefix;
        this.asked = asked;
        this.given = given;
        object.properties().forEach(entry -> left.put(entry.getKey(), entry.getValue()));
    }

    Optional<String> text(String key) throws ModelConfigException {
        JsonNode node = take(key);
        if (node == null) {
            return Optional.empty();
        }
        if (!node.isTextual() || node.textValue().isBlank()) {
            throw wrong(key, node, "a text that is not empty");
        }
        return Optional.of(node.textValue());
    }

    /** A text, or a number as it is written: {@code "version": 2}. */
    Optional<String> textOrNumber(String key) throws ModelConfigException {
        JsonNode node = left.get(key);
        if (node != null && node.isNumber()) {
            take(key);
            return Optional.of(node.asText());
        }
        return text(key);
    }

    OptionalInt integer(String key, int min, int max) throws ModelConfigException {
        JsonNode node = take(key);
        return node == null ? OptionalInt.empty() : OptionalInt.of(asInt(key, node, min, max));
    }

    OptionalDouble number(String key, double min, double max) throws ModelConfigException {
        JsonNode node = take(key);
        return node == null ? OptionalDouble.empty() : OptionalDouble.of(asDouble(key, node, min, max));
    }

    boolean bool(String key, boolean fallback) throws ModelConfigException {
        JsonNode node = take(key);
        if (node == null) {
            return fallback;
        }
        if (!node.isBoolean()) {
            throw wrong(key, node, "true or false");
        }
        return node.booleanValue();
    }

    /** One of an enum's constants, written in lower case. */
    <E extends Enum<E>> E choice(String key, Class<E> type, E fallback) throws ModelConfigException {
        String[] names = Stream.of(type.getEnumConstants())
                .map(constant -> constant.name().toLowerCase(Locale.ROOT))
                .toArray(String[]::new);
        Optional<String> chosen = choice(key, names);
        return chosen.map(name -> Enum.valueOf(type, name.toUpperCase(Locale.ROOT)))
                .orElse(fallback);
    }

    Optional<String> choice(String key, String... allowed) throws ModelConfigException {
        JsonNode node = take(key);
        if (node == null) {
            return Optional.empty();
        }
        if (!node.isTextual() || !List.of(allowed).contains(node.textValue())) {
            throw wrong(
                    key, node, Stream.of(allowed).map(name -> '"' + name + '"').collect(Collectors.joining(" or ")));
        }
        return Optional.of(node.textValue());
    }

    Optional<List<String>> texts(String key) throws ModelConfigException {
        JsonNode node = take(key);
        return node == null ? Optional.empty() : Optional.of(asTexts(key, node));
    }

    Optional<List<Integer>> integers(String key, int count, int min, int max) throws ModelConfigException {
        JsonNode node = take(key);
        if (node == null) {
            return Optional.empty();
        }
        if (!node.isArray() || node.size() != count) {
            throw wrong(key, node, "a list of " + count + " whole numbers from " + min + " to " + max);
        }
        List<Integer> values = new ArrayList<>();
        for (JsonNode item : node) {
            values.add(asInt(key, item, min, max));
        }
        return Optional.of(values);
    }

    Optional<List<Double>> numbers(String key, double min, double max) throws ModelConfigException {
        JsonNode node = take(key);
        if (node == null) {
            return Optional.empty();
        }
        if (!node.isArray() || node.isEmpty()) {
            throw wrong(key, node, "a list of numbers");
        }
        List<Double> values = new ArrayList<>();
        for (JsonNode item : node) {
            values.add(asDouble(key, item, min, max));
        }
        return Optional.of(values);
    }

    Map<String, String> textMap(String key) throws ModelConfigException {
        Map<String, String> values = new LinkedHashMap<>();
        ConfigObject object = object(key).orElse(null);
        if (object != null) {
            for (String inner : object.keys()) {
                object.text(inner).ifPresent(text -> values.put(inner, text));
            }
        }
        return values;
    }

    Map<String, List<String>> textsMap(String key) throws ModelConfigException {
        Map<String, List<String>> values = new LinkedHashMap<>();
        ConfigObject object = object(key).orElse(null);
        if (object != null) {
            for (String inner : object.keys()) {
                object.texts(inner).ifPresent(texts -> values.put(inner, texts));
            }
        }
        return values;
    }

    Optional<ConfigObject> object(String key) throws ModelConfigException {
        JsonNode node = take(key);
        if (node == null) {
            return Optional.empty();
        }
        if (!node.isObject()) {
            throw wrong(key, node, "an object");
        }
        ConfigObject object = new ConfigObject(file, prefix + key + ".", node, asked, given);
        nested.add(object);
        return Optional.of(object);
    }

    /** An object as it stands, as plain Java values. */
    Map<String, Object> plainObject(String key) throws ModelConfigException {
        return object(key).map(ConfigObject::leftOver).orElse(Map.of());
    }

    List<String> keys() {
        return List.copyOf(left.keySet());
    }

    /** Whatever was not asked for, as plain Java values; the keys of inner objects are dotted. Empties this object. */
    Map<String, Object> leftOver() {
        Map<String, Object> values = new LinkedHashMap<>();
        left.forEach((key, node) -> {
            if (!node.isNull()) {
                values.put(key, PLAIN.convertValue(node, Object.class));
            }
        });
        left.clear();
        for (ConfigObject object : nested) {
            object.leftOver()
                    .forEach((key, value) -> values.put(object.prefix.substring(prefix.length()) + key, value));
        }
        unknown.addAll(values.keySet());
        return values;
    }

    ModelConfigException wrong(String key, Object found, String allowed) {
        return new ModelConfigException(
                file, prefix + key, "\"" + prefix + key + "\" is " + shown(found) + "; allowed is " + allowed + ".");
    }

    /** The keys that were asked for so far, dotted where nested, whether they were there or not. */
    Set<String> asked() {
        return asked;
    }

    /** A sentence for each key that was left over and looks like a misspelling of a known one, which is not there as well. */
    List<String> misspelt() {
        return unknown.stream()
                .flatMap(key -> meantBy(key).stream()
                        .map(meant -> "config.json has an unknown key \"" + key + "\", which does nothing. Is \""
                                + meant + "\" meant?"))
                .toList();
    }

    private Optional<String> meantBy(String key) {
        String parent = key.substring(0, key.lastIndexOf('.') + 1);
        List<String> siblings = asked.stream()
                .filter(known ->
                        known.startsWith(parent) && known.indexOf('.', parent.length()) < 0 && !given.contains(known))
                .map(known -> known.substring(parent.length()))
                .toList();
        return Spelling.meant(key.substring(parent.length()), siblings).map(parent::concat);
    }

    private @Nullable JsonNode take(String key) {
        asked.add(prefix + key);
        JsonNode node = left.remove(key);
        if (node != null) {
            given.add(prefix + key);
        }
        return node == null || node.isNull() ? null : node;
    }

    private int asInt(String key, JsonNode node, int min, int max) throws ModelConfigException {
        // Python writes 16.0 where a calculation gave a whole number.
        boolean whole = node.isNumber() && node.canConvertToExactIntegral() && node.canConvertToInt();
        if (!whole || node.intValue() < min || node.intValue() > max) {
            throw wrong(key, node, "a whole number from " + min + " to " + max);
        }
        return node.intValue();
    }

    private double asDouble(String key, JsonNode node, double min, double max) throws ModelConfigException {
        // Written so that a NaN is refused as well.
        if (!node.isNumber() || !(node.doubleValue() >= min && node.doubleValue() <= max)) {
            throw wrong(key, node, "a number from " + min + " to " + max);
        }
        return node.doubleValue();
    }

    private List<String> asTexts(String key, JsonNode node) throws ModelConfigException {
        if (!node.isArray() || node.isEmpty()) {
            throw wrong(key, node, "a list of texts");
        }
        List<String> texts = new ArrayList<>();
        for (JsonNode item : node) {
            if (!item.isTextual() || item.textValue().isBlank()) {
                throw wrong(key, item, "a list of texts that are not empty");
            }
            texts.add(item.textValue());
        }
        return texts;
    }

    private static String shown(Object found) {
        String text = found.toString();
        return text.length() <= SHOWN_CHARS ? text : text.substring(0, SHOWN_CHARS) + "…";
    }
}
