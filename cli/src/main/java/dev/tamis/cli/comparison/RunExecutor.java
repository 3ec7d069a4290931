package dev.tamis.cli.comparison;

import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import dev.tamis.cli.run.RecordedRun;
import dev.tamis.cli.run.RunFolder;
import dev.tamis.cli.run.SettingException;
import dev.tamis.cli.run.TrainSettings;
import dev.tamis.cli.run.TrainingSetup;
import dev.tamis.data.DataRoot;
import dev.tamis.training.TrainingListener;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Does one run of a comparison: anew, from its checkpoint, or not at all if it is finished. */
final class RunExecutor {
  private static final TrainingListener NOBODY = new TrainingListener() {};

  private final ComparisonSettings settings;
  private final DataRoot root;
  private final Set<RecordedRun> running = ConcurrentHashMap.newKeySet();
  private volatile boolean stopRequested;

  RunExecutor(ComparisonSettings settings, DataRoot root) {
    this.settings = settings;
    this.root = root;
  }

  void requestStop() {
    stopRequested = true;
    running.forEach(RecordedRun::requestStop);
  }

  Outcome run(PlannedRun planned) {
    if (stopRequested) {
      return Outcome.stopped(planned);
    }
    Path path = settings.folder().resolve(planned.folder());
    try {
      boolean exists = Files.exists(path.resolve("config.json"));
      if (exists) {
        requireSame(planned, path);
      }
      @Nullable JsonObject summary = exists ? readIfThere(path.resolve("summary.json")) : null;
      return summary != null ? Outcome.finished(planned, summary) : train(planned, path, exists);
    } catch (IOException | RuntimeException e) {
      return Outcome.failed(planned, e);
    }
  }

  private Outcome train(PlannedRun planned, Path path, boolean exists) throws IOException {
    TrainSettings training = TrainSettings.of(settings.recipe(), planned.flags());
    training.threads(settings.threads());
    try (TrainingSetup setup = new TrainingSetup(training, root)) {
      RecordedRun run;
      if (exists) {
        run = RecordedRun.resume(setup, RunFolder.open(path), settings.version(), NOBODY);
      } else {
        String command = planned.command(settings.recipe());
        RunFolder folder = RunFolder.replace(path);
        run = RecordedRun.start(setup, folder, settings.version(), command, NOBODY);
      }
      running.add(run);
      try {
        if (stopRequested) {
          run.requestStop();
        }
        JsonObject summary = run.run();
        return summary == null ? Outcome.stopped(planned) : Outcome.finished(planned, summary);
      } finally {
        running.remove(run);
      }
    }
  }

  private void requireSame(PlannedRun planned, Path path) throws IOException {
    JsonObject provenance = readIfThere(path.resolve("provenance.json"));
    String before = provenance == null ? "" : provenance.get("command").getAsString();
    if (!before.equals(planned.command(settings.recipe()))) {
      throw new SettingException(
          path
              + " was made by '"
              + before
              + "', but this comparison would run '"
              + planned.command(settings.recipe())
              + "': choose another --folder");
    }
  }

  private static @Nullable JsonObject readIfThere(Path file) throws IOException {
    if (!Files.exists(file)) {
      return null;
    }
    try {
      return JsonParser.parseString(Files.readString(file)).getAsJsonObject();
    } catch (JsonParseException | IllegalStateException e) {
      throw new IOException(file + " is not valid: " + e.getMessage(), e);
    }
  }
}
