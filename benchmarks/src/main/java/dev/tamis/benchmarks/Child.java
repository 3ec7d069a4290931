package dev.tamis.benchmarks;

import com.sun.management.OperatingSystemMXBean;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;

/**
 * A JVM that holds one side. It says {@code ready <parameters> <description>}, then answers each
 * line {@code step} with {@code done <nanos> <cpuNanos> <loss> <macs>}, until its input ends.
 */
final class Child {
  static final String STEP = "step";
  static final String READY = "ready";
  static final String DONE = "done";

  private Child() {}

  /**
   * Serves steps on the standard streams.
   *
   * @param args library and task, the latter as JSON
   */
  public static void main(String[] args) throws Exception {
    PrintStream answers = System.out;
    // Libraries print what they like: not among the answers.
    System.setOut(System.err);
    try (Side side = Library.named(args[0]).open(Task.fromJson(args[1]))) {
      serve(
          side,
          new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8)),
          answers);
    }
    // Native libraries may hold threads that are no daemons.
    System.exit(0);
  }

  static void serve(Side side, BufferedReader questions, PrintStream answers) throws IOException {
    say(answers, READY + " " + side.parameterCount() + " " + side.description());
    for (String line = questions.readLine(); line != null; line = questions.readLine()) {
      if (!line.equals(STEP)) {
        throw new IOException("not understood: " + line);
      }
      long cpuStart = cpuNanos();
      long start = System.nanoTime();
      double loss = side.step();
      long nanos = System.nanoTime() - start;
      long cpu = cpuNanos() - cpuStart;
      say(answers, DONE + " " + nanos + " " + cpu + " " + loss + " " + side.macs());
    }
  }

  private static long cpuNanos() {
    return ((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
        .getProcessCpuTime();
  }

  private static void say(PrintStream answers, String line) {
    answers.println(line);
    answers.flush();
  }
}
