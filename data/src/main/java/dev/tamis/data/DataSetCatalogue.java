package dev.tamis.data;

import dev.tamis.data.KnownDataSet.Layout;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** The data sets known by name. */
public final class DataSetCatalogue {
  private static final Optional<String> GITHUB_FASHION =
      Optional.of("https://github.com/zalandoresearch/fashion-mnist/raw/master/data/fashion/");
  private static final Optional<String> OSSCI_MNIST =
      Optional.of("https://ossci-datasets.s3.amazonaws.com/mnist/");
  private static final String TORONTO = "https://www.cs.toronto.edu/~kriz/";
  private static final String CIFAR_LICENCE =
      "none stated; cite Krizhevsky, Learning Multiple Layers of Features from Tiny Images, 2009";

  // Of the full set, also for the slice, so that a network trained on one can be fed the other.
  private static final Normalization FASHION_NORMALIZATION = grey(0.2860f, 0.3530f);

  private static final KnownDataSet FASHION_SLICE =
      new KnownDataSet(
          "fashion-slice",
          "Fashion-MNIST, the first 1,200 + 200 images of every class; ships with Tamis",
          "MIT, Zalando SE",
          Layout.SHIPPED,
          "fashion-slice",
          List.of(),
          List.of(
              idxFile(
                  Optional.empty(),
                  "train-images-idx3-ubyte",
                  9_408_016,
                  "ded9297f1d7b567047797bb831eb9cfd84010a483a4075cb9fc0465219002cb7"),
              idxFile(
                  Optional.empty(),
                  "train-labels-idx1-ubyte",
                  12_008,
                  "11a34fec6f816dbe22c806d6de7e130fa048759622a0e6f6da8feb272e09ee1d"),
              idxFile(
                  Optional.empty(),
                  "t10k-images-idx3-ubyte",
                  1_568_016,
                  "15a92dd1e9b16ea361928086e77df4dfa890c255c00b5a8c8162c1040ce8eef1"),
              idxFile(
                  Optional.empty(),
                  "t10k-labels-idx1-ubyte",
                  2008,
                  "234596aeb6eb48133ec99a62541f90bc0728c9559a681f1e0638037462458f2c")),
          Optional.empty(),
          12_000,
          2_000,
          28,
          28,
          1,
          ClassNames.FASHION,
          FASHION_NORMALIZATION);

  private static final KnownDataSet FASHION =
      new KnownDataSet(
          "fashion",
          "Fashion-MNIST: grey pictures of clothes",
          "MIT, Zalando SE",
          Layout.IDX,
          "fashion-mnist",
          // Debian's package dataset-fashion-mnist.
          List.of(Path.of("/usr/share/datasets/fashion-mnist")),
          List.of(
              idxFile(
                  GITHUB_FASHION,
                  "train-images-idx3-ubyte",
                  47_040_016,
                  "c59f468a2f672dc815687fe0f83887768d799fd8a3f3276145d20f83aa44d888"),
              idxFile(
                  GITHUB_FASHION,
                  "train-labels-idx1-ubyte",
                  60_008,
                  "bad3541b69d912435c50bb6ba87bec294ff4f6a2e1246121d8633921760443d9"),
              idxFile(
                  GITHUB_FASHION,
                  "t10k-images-idx3-ubyte",
                  7_840_016,
                  "5b4141f0afbad91edebe8549f8fcffe087ea10ca49f1dbef5c9a5cd8815ce37b"),
              idxFile(
                  GITHUB_FASHION,
                  "t10k-labels-idx1-ubyte",
                  10_008,
                  "0402a96d92fd2663957122ceb108a494c5af83dab82d92729df917d7dec38c34")),
          Optional.empty(),
          60_000,
          10_000,
          28,
          28,
          1,
          ClassNames.FASHION,
          FASHION_NORMALIZATION);

  private static final KnownDataSet MNIST =
      new KnownDataSet(
          "mnist",
          "MNIST: grey handwritten digits",
          "CC BY-SA 3.0 is usually stated (LeCun, Cortes); no licence file",
          Layout.IDX,
          "mnist",
          List.of(),
          List.of(
              idxFile(
                  OSSCI_MNIST,
                  "train-images-idx3-ubyte",
                  47_040_016,
                  "ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db"),
              idxFile(
                  OSSCI_MNIST,
                  "train-labels-idx1-ubyte",
                  60_008,
                  "65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5"),
              idxFile(
                  OSSCI_MNIST,
                  "t10k-images-idx3-ubyte",
                  7_840_016,
                  "0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7"),
              idxFile(
                  OSSCI_MNIST,
                  "t10k-labels-idx1-ubyte",
                  10_008,
                  "ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2")),
          Optional.empty(),
          60_000,
          10_000,
          28,
          28,
          1,
          ClassNames.DIGITS,
          grey(0.1307f, 0.3081f));

  private static final KnownDataSet USPS =
      new KnownDataSet(
          "usps",
          "USPS: grey handwritten digits, tightly cropped, as IDX with 256 grey levels",
          "none stated",
          Layout.IDX,
          "usps",
          List.of(),
          // No host publishes it as IDX, hence no sources.
          List.of(
              idxFile(
                  Optional.empty(),
                  "usps-train-images-idx3-ubyte",
                  1_866_512,
                  "8152227394bfd6b73adceee2c87d1b1f62aba426e35d853129d5f65b84611b43"),
              idxFile(
                  Optional.empty(),
                  "usps-train-labels-idx1-ubyte",
                  7299,
                  "ca21dd4e5a91233d38069e4f468988d3b56f6ce37e1a579a5ad1bd02395488c6"),
              idxFile(
                  Optional.empty(),
                  "usps-test-images-idx3-ubyte",
                  513_808,
                  "cd4dab1b88f843b8f5dfba0046621ef2c685200f19bb9bb3a0d6ab36ef19745d"),
              idxFile(
                  Optional.empty(),
                  "usps-test-labels-idx1-ubyte",
                  2015,
                  "9d60836db74a1ffe67829f9a2546bd594d5d321f778dbca1578c041da94483a2")),
          Optional.empty(),
          7_291,
          2_007,
          16,
          16,
          1,
          ClassNames.DIGITS,
          grey(0.2545f, 0.3846f));

  private static final KnownDataSet CIFAR_10 =
      new KnownDataSet(
          "cifar10",
          "CIFAR-10: colour photographs of animals and vehicles",
          CIFAR_LICENCE,
          Layout.CIFAR_10,
          "cifar-10-batches-bin",
          List.of(),
          List.of(
              cifarFile(
                  "data_batch_1.bin",
                  30_730_000,
                  "cee916563c9f80d84e3cc88e17fdc0941787f1244f00a67874d45b261883ada5"),
              cifarFile(
                  "data_batch_2.bin",
                  30_730_000,
                  "a591ca11fa1708a91ee40f54b3da4784ccd871ecf2137de63f51ada8b3fa57ed"),
              cifarFile(
                  "data_batch_3.bin",
                  30_730_000,
                  "bbe8596564c0f86427f876058170b84dac6670ddf06d79402899d93ceea26f67"),
              cifarFile(
                  "data_batch_4.bin",
                  30_730_000,
                  "014e562d6e23c72197cc727519169a60359f5eccd8945ad5a09d710285ff4e48"),
              cifarFile(
                  "data_batch_5.bin",
                  30_730_000,
                  "755304fc0b379caeae8c14f0dac912fbc7d6cd469eb67a1029a08a39453a9add"),
              cifarFile(
                  "test_batch.bin",
                  30_730_000,
                  "8e2eb146ae340b09e24670f29cabc6326dba54da8789dab6768acf480273f65b")),
          Optional.of(
              new KnownArchive(
                  URI.create(TORONTO + "cifar-10-binary.tar.gz"),
                  170_052_171,
                  "c4a38c50a1bc5f3a1c5537f2155ab9d68f9f25eb1ed8d9ddda3db29a59bca1dd",
                  "cifar-10-batches-bin",
                  List.of("batches.meta.txt"))),
          50_000,
          10_000,
          32,
          32,
          3,
          ClassNames.CIFAR_10,
          new Normalization(
              1 / 255f,
              new float[] {0.4914f, 0.4822f, 0.4465f},
              new float[] {0.2470f, 0.2435f, 0.2616f}));

  private static final KnownDataSet CIFAR_100 =
      new KnownDataSet(
          "cifar100",
          "CIFAR-100: colour photographs of 100 kinds of things (fine labels)",
          CIFAR_LICENCE,
          Layout.CIFAR_100,
          "cifar-100-binary",
          List.of(),
          List.of(
              cifarFile(
                  "train.bin",
                  153_700_000,
                  "f31298fc616915fa142368359df1c4ca2ae984d6915ca468b998a5ec6aeebf29"),
              cifarFile(
                  "test.bin",
                  30_740_000,
                  "d8b1e6b7b3bee4020055f0699b111f60b1af1e262aeb93a0b659061746f8224a")),
          Optional.of(
              new KnownArchive(
                  URI.create(TORONTO + "cifar-100-binary.tar.gz"),
                  168_513_733,
                  "58a81ae192c23a4be8b1804d68e518ed807d710a4eb253b1f2a199162a40d8ec",
                  "cifar-100-binary",
                  List.of("fine_label_names.txt", "coarse_label_names.txt"))),
          50_000,
          10_000,
          32,
          32,
          3,
          ClassNames.CIFAR_100,
          new Normalization(
              1 / 255f,
              new float[] {0.5071f, 0.4865f, 0.4409f},
              new float[] {0.2673f, 0.2564f, 0.2762f}));

  private static final List<KnownDataSet> ALL =
      List.of(FASHION_SLICE, FASHION, MNIST, USPS, CIFAR_10, CIFAR_100);

  private DataSetCatalogue() {}

  /** All of them, the one that ships first. */
  public static List<KnownDataSet> all() {
    return ALL;
  }

  /** The data set of this name, if it is known. */
  public static Optional<KnownDataSet> find(String name) {
    return ALL.stream().filter(set -> set.name().equals(name)).findFirst();
  }

  /**
   * The data set of this name.
   *
   * @throws IllegalArgumentException if there is none; the message lists those there are
   */
  public static KnownDataSet require(String name) {
    return find(name)
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "No data set is called '" + name + "'; known are " + names() + "."));
  }

  /** Their names, for messages. */
  static String names() {
    return String.join(", ", ALL.stream().map(KnownDataSet::name).toList());
  }

  /** A host has the file as name.gz. */
  private static KnownFile idxFile(Optional<String> host, String name, long bytes, String sha256) {
    return new KnownFile(
        name, bytes, sha256, host.map(prefix -> URI.create(prefix + name + ".gz")));
  }

  private static KnownFile cifarFile(String name, long bytes, String sha256) {
    return new KnownFile(name, bytes, sha256, Optional.empty());
  }

  private static Normalization grey(float mean, float std) {
    return new Normalization(1 / 255f, new float[] {mean}, new float[] {std});
  }
}
