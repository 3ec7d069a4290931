package dev.tamis.benchmarks;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/** The libraries that can be compared, and how a JVM is started that holds one. */
enum Library {
  TAMIS("dev.tamis.benchmarks.tamis.TamisSide", ""),
  PYTORCH("dev.tamis.benchmarks.pytorch.PyTorchSide", ""),
  TENSORFLOW("dev.tamis.benchmarks.tensorflow.TensorFlowSide", "tensorflow"),
  DL4J("dev.tamis.benchmarks.dl4j.Dl4jSide", "dl4j");

  /** Folder of the module benchmarks; set by the script that starts this. */
  private static final String HOME = "tamis.benchmarks.home";

  private final String sideClass;
  private final String module;

  /**
   * @param sideClass implementation of {@link Side}
   * @param module folder of the Maven module that holds it, below this one; empty for this one
   */
  Library(String sideClass, String module) {
    this.sideClass = sideClass;
    this.module = module;
  }

  /** As flags and results call it. */
  String key() {
    return name().toLowerCase(Locale.ROOT);
  }

  static Library named(String key) {
    return valueOf(key.toUpperCase(Locale.ROOT));
  }

  /** The library with the network of a task, in this JVM. */
  Side open(Task task) throws ReflectiveOperationException {
    return Class.forName(sideClass)
        .asSubclass(Side.class)
        .getConstructor(Task.class)
        .newInstance(task);
  }

  /** Options of the JVM, the same for all but where a library needs its own. */
  List<String> jvmOptions(Task task) {
    List<String> common = List.of("-XX:+UseParallelGC", "-Xms1g", "-Xmx8g");
    return switch (this) {
      case TAMIS -> join(common, "--add-modules", "jdk.incubator.vector");
      case PYTORCH ->
          join(
              common,
              "--enable-native-access=ALL-UNNAMED",
              "-Dai.djl.offline=true",
              "-DOPT_OUT_TRACKING=true",
              "-DDJL_CACHE_DIR=" + home().resolve("target/djl-cache"),
              "-Dai.djl.pytorch.num_threads=" + task.threads());
      case TENSORFLOW, DL4J -> join(common, "--enable-native-access=ALL-UNNAMED");
    };
  }

  private static List<String> join(List<String> common, String... more) {
    return Stream.concat(common.stream(), List.of(more).stream()).toList();
  }

  /** Environment of the JVM beyond this one's. */
  Map<String, String> environment(Task task, String waitPolicy) {
    if (this == TAMIS) {
      return Map.of();
    }
    String threads = Integer.toString(task.threads());
    return waitPolicy.isEmpty()
        ? Map.of("OMP_NUM_THREADS", threads)
        : Map.of("OMP_NUM_THREADS", threads, "OMP_WAIT_POLICY", waitPolicy);
  }

  /**
   * Class path of the JVM.
   *
   * @throws IOException if the library's module was not built
   */
  String classPath() throws IOException {
    if (module.isEmpty()) {
      return System.getProperty("java.class.path", "");
    }
    Path target = home().resolve(module).resolve("target");
    return target.resolve("classes")
        + File.pathSeparator
        + Files.readString(target.resolve("classpath")).strip();
  }

  private static Path home() {
    String home = System.getProperty(HOME);
    if (home == null) {
      throw new IllegalStateException("start this by the script benchmarks/run");
    }
    return Path.of(home);
  }
}
