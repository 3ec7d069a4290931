package dev.tamis.benchmarks;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The parent's end of a {@link Child}. Computes only between a question and its answer. */
final class ChildProcess implements AutoCloseable {
  private final String label;
  private final Library library;
  private final Task task;
  private final long startedNanos = System.nanoTime();
  private final Process process;
  private final BufferedReader answers;
  private final BufferedWriter questions;
  private final long parameterCount;
  private final String description;

  /**
   * Starts a JVM and waits until it holds the network.
   *
   * @param label name of this side in results
   * @param waitPolicy OMP_WAIT_POLICY of libraries that use OpenMP; empty leaves it alone
   */
  ChildProcess(String label, Library library, Task task, String waitPolicy) throws IOException {
    this.label = label;
    this.library = library;
    this.task = task;
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(library.jvmOptions(task));
    command.addAll(List.of("-cp", library.classPath(), Child.class.getName()));
    command.addAll(List.of(library.key(), task.toJson()));
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().putAll(library.environment(task, waitPolicy));
    builder.redirectError(ProcessBuilder.Redirect.INHERIT);
    process = builder.start();
    answers = process.inputReader();
    questions = process.outputWriter();
    String[] ready = answer(Child.READY, 3);
    parameterCount = Long.parseLong(ready[1]);
    description = ready[2];
  }

  private String[] answer(String expected, int fields) throws IOException {
    String line = answers.readLine();
    if (line == null || !line.startsWith(expected + " ")) {
      throw new IOException(
          label + " failed: " + (line == null ? "it ended; its messages are above" : line));
    }
    return line.split(" ", fields);
  }

  /** Asks for one step and waits for it. */
  StepResult step() throws IOException {
    questions.write(Child.STEP + "\n");
    questions.flush();
    String[] done = answer(Child.DONE, 5);
    return new StepResult(
        Long.parseLong(done[1]),
        Long.parseLong(done[2]),
        Double.parseDouble(done[3]),
        Long.parseLong(done[4]));
  }

  String label() {
    return label;
  }

  Library library() {
    return library;
  }

  Task task() {
    return task;
  }

  long parameterCount() {
    return parameterCount;
  }

  String description() {
    return description;
  }

  /** {@link System#nanoTime} when the JVM was asked for. */
  long startedNanos() {
    return startedNanos;
  }

  @Override
  public void close() throws IOException {
    try {
      questions.close();
      process.waitFor();
    } catch (InterruptedException e) {
      process.destroy();
      Thread.currentThread().interrupt();
    }
  }
}
