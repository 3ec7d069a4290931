package dev.tamis.kernels;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

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

  static KernelChoice choose(@Nullable String forced) {
    String wanted = forced == null ? "auto" : forced.toLowerCase(Locale.ROOT);
    return switch (wanted) {
      case "scalar" -> scalar("forced by -D" + PROPERTY + "=scalar");
      case "vector" -> vector("forced by -D" + PROPERTY + "=vector, ");
      case "auto" -> automatic();
      default ->
          throw new IllegalArgumentException(
              "-D" + PROPERTY + "=" + forced + " is unknown; use scalar or vector");
    };
  }

  private static KernelChoice automatic() {
    int java = Runtime.version().feature();
    if (!ModuleLayer.boot().findModule("jdk.incubator.vector").isPresent()) {
      return scalar(
          "the JVM runs without --add-modules jdk.incubator.vector: several times slower than with"
              + " it");
    }
    if (java < 21) {
      return scalar("the vector API of Java " + java + " is slower than scalar code: use Java 25");
    }
    return vector("");
  }

  private static KernelChoice scalar(String reason) {
    return new KernelChoice(new ScalarKernels(), reason);
  }

  private static KernelChoice vector(String prefix) {
    try {
      KernelSet kernels =
          Class.forName("dev.tamis.kernels.VectorKernels")
              .asSubclass(KernelSet.class)
              .getDeclaredConstructor()
              .newInstance();
      return new KernelChoice(kernels, prefix + kernels);
    } catch (ReflectiveOperationException | LinkageError e) {
      throw new IllegalStateException(
          "vector kernels cannot run here: start the JVM with --add-modules jdk.incubator.vector,"
              + " or use -D"
              + PROPERTY
              + "=scalar",
          e);
    }
  }
}
