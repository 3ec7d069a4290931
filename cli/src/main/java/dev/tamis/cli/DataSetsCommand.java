package dev.tamis.cli;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import dev.tamis.cli.run.Json;
import dev.tamis.data.DataRoot;
import dev.tamis.data.DataSetCatalogue;
import dev.tamis.data.DataSetFetcher;
import dev.tamis.data.FileStatus;
import dev.tamis.data.KnownDataSet;
import dev.tamis.data.KnownDataSet.Layout;
import dev.tamis.data.Split;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code tamis datasets}. */
@Command(
    name = "datasets",
    description = "Lists the data sets that are known by name; fetches and verifies them.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    synopsisSubcommandLabel = "[COMMAND]")
final class DataSetsCommand implements Runnable {
  private static final int CORRUPT = 1;

  @Spec private CommandSpec spec;
  @Mixin private CommonOptions common = new CommonOptions();

  @Option(names = "--json", description = "Print JSON instead of a table.")
  private boolean json;

  DataSetsCommand() {}

  @Override
  public void run() {
    DataRoot root = common.root();
    JsonArray list = new JsonArray();
    TextTable table = new TextTable(5);
    table.row("name", "on disk", "what", "licence", "where");
    for (KnownDataSet set : DataSetCatalogue.all()) {
      Optional<Path> folder = root.locate(set);
      String state = state(root, set);
      String where =
          set.layout() == Layout.SHIPPED ? "-" : folder.orElse(root.folderOf(set)).toString();
      table.row(set.name(), state, set.description(), set.licence(), where);
      list.add(describe(set, state, where));
    }
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      out.println(Json.text(list));
    } else {
      out.print(table);
      out.println();
      out.println("data root: " + root.path() + " (" + root.origin() + ")");
      out.println("'tamis datasets fetch NAME' gets one, 'tamis datasets verify NAME' checks it");
    }
    out.flush();
  }

  private static String state(DataRoot root, KnownDataSet set) {
    if (set.layout() == Layout.SHIPPED) {
      return "ships";
    }
    if (root.locate(set).isEmpty()) {
      return "no";
    }
    return root.isComplete(set) ? "yes" : "in part";
  }

  private static JsonObject describe(KnownDataSet set, String state, String where) {
    JsonObject json = new JsonObject();
    json.addProperty("name", set.name());
    json.addProperty("description", set.description());
    json.addProperty("licence", set.licence());
    json.addProperty("onDisk", state);
    json.addProperty("folder", where);
    json.addProperty("fetchable", set.isFetchable());
    json.addProperty("trainCount", set.count(Split.TRAIN));
    json.addProperty("testCount", set.count(Split.TEST));
    json.addProperty("height", set.height());
    json.addProperty("width", set.width());
    json.addProperty("channels", set.channels());
    json.addProperty("classes", set.classNames().size());
    return json;
  }

  @Command(name = "fetch", description = "Makes a data set complete; fetches what is missing.")
  int fetch(
      @Mixin CommonOptions options,
      @Parameters(paramLabel = "NAME", description = "Which one.") String name,
      @Option(names = "--quiet", description = "No progress.") boolean quiet,
      @Option(names = "--json", description = "Print JSON.") boolean asJson)
      throws IOException {
    KnownDataSet set = require("fetch", name);
    FetchPrinter printer = new FetchPrinter(spec.commandLine().getErr(), quiet);
    Path folder;
    try {
      folder = new DataSetFetcher(options.root()).withProgress(printer).fetch(set);
    } finally {
      printer.close();
    }
    String where = set.layout() == Layout.SHIPPED ? "-" : folder.toString();
    PrintWriter out = spec.commandLine().getOut();
    if (asJson) {
      out.println(Json.text(describe(set, state(options.root(), set), where)));
    } else {
      out.println(
          set.layout() == Layout.SHIPPED
              ? set.name() + " ships with Tamis; nothing to fetch"
              : set.name() + " is complete in " + folder);
    }
    out.flush();
    return 0;
  }

  @Command(name = "verify", description = "Compares a data set's files with their checksums.")
  int verify(
      @Mixin CommonOptions options,
      @Parameters(paramLabel = "NAME", description = "Which one.") String name,
      @Option(names = "--json", description = "Print JSON.") boolean asJson)
      throws IOException {
    KnownDataSet set = require("verify", name);
    List<FileStatus> statuses = new DataSetFetcher(options.root()).verify(set);
    boolean ok = statuses.stream().allMatch(status -> status.state() == FileStatus.State.OK);
    TextTable table = new TextTable(2);
    JsonArray files = new JsonArray();
    for (FileStatus status : statuses) {
      String state = status.state().name().toLowerCase(Locale.ROOT);
      String path =
          set.layout() == Layout.SHIPPED ? status.file().name() : status.path().toString();
      table.row(state, path);
      JsonObject file = new JsonObject();
      file.addProperty("file", status.file().name());
      file.addProperty("path", path);
      file.addProperty("state", state);
      files.add(file);
    }
    PrintWriter out = spec.commandLine().getOut();
    if (asJson) {
      JsonObject result = new JsonObject();
      result.addProperty("name", set.name());
      result.addProperty("ok", ok);
      result.add("files", files);
      out.println(Json.text(result));
    } else {
      out.print(table);
    }
    out.flush();
    if (!ok) {
      PrintWriter err = spec.commandLine().getErr();
      err.println(
          "tamis: " + name + " is not complete: 'tamis datasets fetch " + name + "' mends it");
      err.flush();
    }
    return ok ? 0 : CORRUPT;
  }

  private KnownDataSet require(String command, String name) {
    @Nullable KnownDataSet set = DataSetCatalogue.find(name).orElse(null);
    if (set == null) {
      List<String> names = DataSetCatalogue.all().stream().map(KnownDataSet::name).toList();
      throw new ParameterException(
          spec.subcommands().get(command),
          "no data set is called '" + name + "'; known are " + String.join(", ", names));
    }
    return set;
  }
}
