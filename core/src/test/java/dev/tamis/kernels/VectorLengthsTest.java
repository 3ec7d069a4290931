package dev.tamis.kernels;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.stream.Collectors;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.junit.platform.commons.annotation.Testable;
import org.opentest4j.AssertionFailedError;

/**
 * The conformance suite with shorter vectors, each in a JVM of its own because the length is a
 * constant of the process.
 */
class VectorLengthsTest {
  private static final String DONE = "conformance suite done";

  @ParameterizedTest
  @ValueSource(ints = {128, 256})
  void conforms(int bits) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--add-modules",
                "jdk.incubator.vector",
                "-Dtamis.vector.bits=" + bits,
                "-cp",
                classPath(),
                Fork.class.getName())
            .redirectErrorStream(true)
            .start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(output).isZero();
    assertThat(output).contains(DONE);
  }

  /**
   * Where the classes that the suite needs were loaded from: the class path may be hidden in a
   * manifest.
   */
  private static String classPath() {
    Set<String> places = new LinkedHashSet<>();
    for (Class<?> needed :
        new Class<?>[] {
          VectorKernels.class,
          VectorLengthsTest.class,
          Test.class,
          ParameterizedTest.class,
          Testable.class,
          AssertionFailedError.class,
          Assertions.class
        }) {
      CodeSource source = needed.getProtectionDomain().getCodeSource();
      places.add(Path.of(URI.create(source.getLocation().toString())).toString());
    }
    return places.stream().collect(Collectors.joining(File.pathSeparator));
  }

  /** The other JVM's program. */
  static final class Fork {
    private Fork() {}

    public static void main(String[] arguments) throws ReflectiveOperationException {
      run(KernelConformance.class, new VectorConformanceTest());
      run(CodeConformance.class, new VectorCodesTest());
      run(VectorWinogradTest.class, new VectorWinogradTest());
      run(VectorWinogradInputTest.class, new VectorWinogradInputTest());
      System.out.println(DONE);
    }

    private static void run(Class<?> tests, Object suite) throws ReflectiveOperationException {
      for (Method method : tests.getDeclaredMethods()) {
        if (method.isAnnotationPresent(Test.class)) {
          try {
            method.invoke(suite);
          } catch (InvocationTargetException e) {
            throw new IllegalStateException(method.getName(), e.getCause());
          }
        }
      }
    }
  }
}
