/** The command {@code tamis}. */
module dev.tamis.cli {
  requires com.google.gson;
  requires dev.tamis.core;
  requires dev.tamis.data;
  requires info.picocli;
  requires static org.jspecify;
}
