package dev.tamis.kernels;

import java.util.Locale;

/**
 * Which kernels run, decided once at start-up: vectors where the JVM offers the incubating vector
 * API, unless {@code -Dtamis.kernels=scalar|vector} says otherwise. Forced but unavailable is an
 * error.
 */
public final class KernelChoice {
  private static final String PROPERTY = "tamis.kernels";
  private static final KernelChoice CHOICE = choose(System.getProperty(PROPERTY));

  private final KernelSet kernels;
  private final String reason;

  private KernelChoice(KernelSet kernels, String reason) {
    this.kernels = kernels;
    this.reason = reason;
  }

  /** The choice of this JVM. */
  public static KernelChoice current() {
    return CHOICE;
  }

  /** "scalar" or "vector". */
  public String name() {
    return kernels.name();
  }

  /** Why, in one sentence. */
  public String reason() {
    return reason;
  }

  KernelSet kernels() {
    return kernels;
  }

  static KernelChoice choose(@org.jspecify.annotations.Nullable String forced) {
    String wanted = forced == null ? "auto" : forced.toLowerCase(Locale.ROOT);
    switch (wanted) {
      case "scalar":
        return new KernelChoice(new ScalarKernels(), "forced by -D" + PROPERTY + "=scalar");
      case "vector":
        return vector("forced by -D" + PROPERTY + "=vector, ");
      case "auto":
        if (!ModuleLayer.boot().findModule("jdk.incubator.vector").isPresent()) {
          return new KernelChoice(
              new ScalarKernels(),
              "the JVM runs without --add-modules jdk.incubator.vector: several times slower than with it");
        }
        if (Runtime.version().feature() < 21) {
          return new KernelChoice(
              new ScalarKernels(),
              "the vector API of Java "
                  + Runtime.version().feature()
                  + " is slower than scalar code; use Java 25");
        }
        return vector("");
      default:
        throw new IllegalArgumentException(
            "-D" + PROPERTY + "=" + forced + " is unknown; use scalar or vector");
    }
  }

  private static KernelChoice vector(String prefix) {
    try {
      KernelSet kernels =
          (KernelSet)
              Class.forName("dev.tamis.kernels.VectorKernels")
                  .getDeclaredConstructor()
                  .newInstance();
      return new KernelChoice(kernels, prefix + kernels.toString());
    } catch (ReflectiveOperationException | LinkageError e) {
      throw new IllegalStateException(
          "vector kernels cannot run here: start the JVM with --add-modules jdk.incubator.vector, or use -D"
              + PROPERTY
              + "=scalar",
          e);
    }
  }
}
