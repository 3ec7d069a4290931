package dev.tamis.cli.report;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import com.google.gson.JsonPrimitive;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A JSON object and where it was found, so that a wrong field can be named in the error. */
public final class JsonFields {

  private static final String REBUILD = "mend or restore it, then write the report again";

  private final String where;
  private final JsonObject object;

  private JsonFields(String where, JsonObject object) {
    this.where = where;
    this.object = object;
  }

  /**
   * The object that a file holds.
   *
   * @throws RunFolderException if there is no such file, or it holds anything else
   */
  public static JsonFields read(Path file) throws RunFolderException {
    if (Files.notExists(file)) {
      throw new RunFolderException(
          file.toString(), "is missing", "give the folder a run was written to, or run it again");
    }
    JsonFields fields = parse(file.toString(), content(file));
    if (fields == null) {
      throw new RunFolderException(
          file.toString(), "is not a JSON object", "restore the file, or run it again");
    }
    return fields;
  }

  /** What {@code file} holds, even where a crash has cut it within a character. */
  static String content(Path file) throws RunFolderException {
    try {
      return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw RunFolderException.unreadable(file, e);
    }
  }

  /** The object in {@code json}, or null if the text is anything else. */
  static @Nullable JsonFields parse(String where, String json) {
    try {
      JsonElement element = JsonParser.parseString(json);
      return element.isJsonObject() ? new JsonFields(where, element.getAsJsonObject()) : null;
    } catch (JsonParseException e) {
      return null;
    }
  }

  /**
   * {@code NaN} where the field is absent or null.
   *
   * @throws RunFolderException if it is not a number
   */
  public double number(String key) throws RunFolderException {
    JsonElement value = object.get(key);
    if (value == null || value.isJsonNull()) {
      return Double.NaN;
    }
    try {
      return value.getAsDouble();
    } catch (NumberFormatException | UnsupportedOperationException | IllegalStateException e) {
      throw wrong(key, "a number", value);
    }
  }

  long step() throws RunFolderException {
    double step = number("step");
    if (!(step >= 0) || step != Math.rint(step)) {
      throw new RunFolderException(where, "has no whole number as \"step\"", REBUILD);
    }
    return (long) step;
  }

  /**
   * Null where the field is absent or null.
   *
   * @throws RunFolderException if it is neither true nor false
   */
  public @Nullable Boolean flag(String key) throws RunFolderException {
    JsonElement value = object.get(key);
    if (value == null || value.isJsonNull()) {
      return null;
    }
    if (value.isJsonPrimitive() && value.getAsJsonPrimitive().isBoolean()) {
      return value.getAsBoolean();
    }
    throw wrong(key, "true, false or null", value);
  }

  /** Empty where the field is absent or null. */
  public String text(String key) {
    JsonElement value = object.get(key);
    return value == null ? "" : text(value);
  }

  /**
   * The objects of an array; none where the field is absent or null.
   *
   * @throws RunFolderException if it is anything else
   */
  public List<JsonFields> children(String key) throws RunFolderException {
    JsonElement value = object.get(key);
    List<JsonFields> children = new ArrayList<>();
    if (value == null || value.isJsonNull()) {
      return children;
    }
    if (!value.isJsonArray()) {
      throw wrong(key, "an array of objects", value);
    }
    for (JsonElement child : value.getAsJsonArray()) {
      if (!child.isJsonObject()) {
        throw wrong(key, "an array of objects", value);
      }
      String place = where + " " + key + "[" + children.size() + "]";
      children.add(new JsonFields(place, child.getAsJsonObject()));
    }
    return children;
  }

  /**
   * An object without fields where the field is absent or null.
   *
   * @throws RunFolderException if it is anything else
   */
  public JsonFields child(String key) throws RunFolderException {
    JsonElement value = object.get(key);
    if (value == null || value.isJsonNull()) {
      return new JsonFields(where, new JsonObject());
    }
    if (value.isJsonObject()) {
      return new JsonFields(where, value.getAsJsonObject());
    }
    throw wrong(key, "an object", value);
  }

  /**
   * All fields as they would be typed, in the file's order, those of an object as {@code
   * object.field}; what is null is left out.
   */
  public Map<String, String> texts() {
    Map<String, String> texts = new LinkedHashMap<>();
    put("", object, texts);
    return Collections.unmodifiableMap(texts);
  }

  private static void put(String prefix, JsonObject fields, Map<String, String> texts) {
    for (Map.Entry<String, JsonElement> field : fields.entrySet()) {
      String key = prefix + field.getKey();
      if (field.getValue().isJsonObject()) {
        put(key + ".", field.getValue().getAsJsonObject(), texts);
      } else if (!field.getValue().isJsonNull()) {
        texts.put(key, text(field.getValue()));
      }
    }
  }

  private static String text(JsonElement value) {
    if (value.isJsonNull()) {
      return "";
    }
    if (!value.isJsonPrimitive()) {
      return value.toString();
    }
    String text = value.getAsString();
    return value.getAsJsonPrimitive().isNumber() ? withoutExponent(text) : text;
  }

  /** Java writes a weight decay of 0.0001 as 1.0E-4. */
  private static String withoutExponent(String number) {
    try {
      BigDecimal value = new BigDecimal(number).stripTrailingZeros();
      // Beyond that the exponent is the better reading, and 1e999999999 would fill the memory.
      return Math.abs(value.scale()) <= 9 ? value.toPlainString() : number;
    } catch (NumberFormatException e) {
      return number;
    }
  }

  /** What to throw where a text is not one of those expected. */
  public RunFolderException unknown(String key, String expected) {
    return wrong(key, expected, new JsonPrimitive(text(key)));
  }

  private RunFolderException wrong(String key, String expected, JsonElement found) {
    String shown = found.toString();
    String shortened = shown.length() > 40 ? shown.substring(0, 40) + "..." : shown;
    return new RunFolderException(
        where, "has " + shortened + " as \"" + key + "\" where " + expected + " belongs", REBUILD);
  }
}
