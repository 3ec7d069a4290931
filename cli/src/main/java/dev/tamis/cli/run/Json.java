package dev.tamis.cli.run;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonPrimitive;

/** JSON as all of our files have it: nulls are written, numbers that are not finite become null. */
public final class Json {
  /** For people and files: indented. */
  public static final Gson PRETTY =
      new GsonBuilder().setPrettyPrinting().serializeNulls().disableHtmlEscaping().create();

  static final Gson LINE = new GsonBuilder().serializeNulls().disableHtmlEscaping().create();

  private Json() {}

  /** For people and files: indented. */
  public static String text(JsonElement json) {
    return PRETTY.toJson(json);
  }

  /** A number, or null if it is not finite. */
  public static JsonElement number(double value) {
    return Double.isFinite(value) ? new JsonPrimitive(value) : JsonNull.INSTANCE;
  }
}
