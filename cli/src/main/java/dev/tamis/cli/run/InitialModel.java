package dev.tamis.cli.run;

import dev.tamis.data.LabelledImages;
import dev.tamis.layer.ComputeResources;
import dev.tamis.network.Network;
import dev.tamis.network.NetworkHead;
import dev.tamis.network.NetworkSpec;
import dev.tamis.tensor.Shape;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The model that a training starts from ({@code --init}), fitted to the data's classes. */
public final class InitialModel {
  private final Model model;
  private final NetworkSpec spec;
  private final boolean newHead;

  private InitialModel(Model model, NetworkSpec spec) {
    this.model = model;
    this.spec = spec;
    this.newHead = !spec.equals(model.spec());
  }

  /**
   * Reads the model that settings name; null if they name none.
   *
   * @param classes of the data
   * @param data name of the data, for messages
   * @throws SettingException if it has another number of classes and nothing says what to do
   * @throws IOException if it cannot be read
   */
  public static @Nullable InitialModel read(TrainSettings settings, int classes, String data)
      throws IOException {
    String path = settings.init;
    if (path == null) {
      return null;
    }
    Model model = Model.read(Path.of(path));
    int own = model.spec().output().size();
    Integer wanted = settings.classes;
    if (wanted == null && own != classes && !settings.replaceHead) {
      throw new SettingException(
          path
              + " knows "
              + own
              + " classes, but "
              + data
              + " has "
              + classes
              + ": give --replace-head for a new last layer"
              + (own > classes ? ", or --classes " + own + " to keep the one it has" : ""));
    }
    int outputs = wanted == null ? classes : wanted;
    if (outputs == own) {
      return new InitialModel(model, model.spec());
    }
    try {
      return new InitialModel(model, NetworkHead.withClasses(model.spec(), outputs));
    } catch (IllegalArgumentException e) {
      throw new SettingException(path + ": " + e.getMessage(), e);
    }
  }

  /** The network that is trained. */
  public NetworkSpec spec() {
    return spec;
  }

  ModelMetadata metadata() {
    return model.metadata();
  }

  /** Class names of the layer that was kept; empty if it is new, or they are unknown. */
  List<String> classNames() {
    return newHead ? List.of() : model.metadata().classNames();
  }

  /** What a user should know, one sentence each. */
  List<String> notes() {
    List<String> notes = new ArrayList<>(model.notes());
    if (newHead) {
      notes.add(
          spec.nodes().get(NetworkHead.node(spec)).name()
              + " of "
              + model.path()
              + " is replaced by a new one for "
              + spec.output().size()
              + " classes");
    }
    return notes;
  }

  /**
   * Images as the model takes them.
   *
   * @throws SettingException if it takes others, or has the same classes in another order
   */
  LabelledImages fitted(LabelledImages images) {
    Shape input = spec.input();
    if (images.channels() != input.channels()) {
      throw new SettingException(
          model.path()
              + " takes images of "
              + input
              + ", but those of "
              + images.name()
              + " have "
              + images.channels()
              + (images.channels() == 1 ? " channel" : " channels")
              + ": give data of the kind it was trained on");
    }
    List<String> known = classNames();
    List<String> own = images.classNames();
    boolean sameOrder = own.size() <= known.size() && known.subList(0, own.size()).equals(own);
    if (!known.isEmpty() && known.containsAll(own) && !sameOrder) {
      throw new SettingException(
          "classes of "
              + images.name()
              + " are in another order than those of "
              + model.path()
              + ": give all of its classes, or --replace-head");
    }
    return images.resizedTo(input.height(), input.width());
  }

  /** Loads the model's values into a network of {@link #spec}; a new head keeps its own. */
  void load(Network network, ComputeResources resources) throws IOException {
    Network own = model.network(resources);
    if (newHead) {
      NetworkHead.copyBody(own, network);
    } else {
      network.parameters().copyFrom(own.parameters());
    }
  }
}
