/** The command {@code tamis}. */
module dev.tamis.cli {
  requires java.management;
  requires jdk.management;
  requires com.google.gson;
  requires dev.tamis.core;
  requires dev.tamis.data;
  requires dev.tamis.onnx;
  requires info.picocli;
  requires jdk.unsupported;
  requires static org.jspecify;

  opens dev.tamis.cli to
      info.picocli;
  opens dev.tamis.cli.adapt to
      com.google.gson,
      info.picocli;
  opens dev.tamis.cli.run to
      com.google.gson,
      info.picocli;
}
