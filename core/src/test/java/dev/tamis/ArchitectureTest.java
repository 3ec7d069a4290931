package dev.tamis;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.GeneralCodingRules.NO_CLASSES_SHOULD_ACCESS_STANDARD_STREAMS;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMethodCall;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The arrows of the architecture: who may import whom, and what the library never does. */
class ArchitectureTest {
  private static final String ROOT = "dev.tamis.";

  private static final JavaClasses LIBRARY =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("dev.tamis");

  /** What a package may import directly; whatever these may import, it may import too. */
  private static final Map<String, Set<String>> ARROWS =
      Map.ofEntries(
          Map.entry("tensor", Set.of()),
          Map.entry("cost", Set.of()),
          Map.entry("random", Set.of()),
          Map.entry("kernels", Set.of("tensor")),
          Map.entry("quantize", Set.of("kernels")),
          Map.entry("layer", Set.of("quantize", "kernels", "tensor")),
          Map.entry("network", Set.of("layer")),
          Map.entry("stream", Set.of("tensor")),
          Map.entry("report", Set.of("cost")),
          Map.entry("loss", Set.of("network")),
          Map.entry("sparsity", Set.of("network")),
          Map.entry("optimizer", Set.of("network")),
          Map.entry("checkpoint", Set.of("network")),
          Map.entry("selection", Set.of("network", "loss", "optimizer", "stream", "report")),
          Map.entry(
              "training",
              Set.of(
                  "stream",
                  "selection",
                  "network",
                  "loss",
                  "sparsity",
                  "optimizer",
                  "checkpoint",
                  "report")),
          Map.entry("device", Set.of("training")));

  /** Imported by everyone, importing nothing. */
  private static final String FOR_ALL = "random";

  @Test
  void everyPackageHasItsPlace() {
    Set<String> packages =
        LIBRARY.stream().map(ArchitectureTest::packageOf).collect(Collectors.toSet());

    assertThat(packages).contains("network", "training").isSubsetOf(ARROWS.keySet());
  }

  @Test
  void packagesImportAlongTheArrowsOnly() {
    Map<String, Set<String>> allowed = new TreeMap<>();
    ARROWS
        .keySet()
        .forEach(name -> reach(name, allowed.computeIfAbsent(name, k -> new TreeSet<>())));
    Set<String> closed = Set.of("tensor", "cost", "random");
    allowed.forEach((name, imports) -> imports.add(closed.contains(name) ? name : FOR_ALL));
    allowed.forEach(
        (name, imports) ->
            classes()
                .that(describe("are in " + name, c -> packageOf(c).equals(name)))
                .should()
                .onlyDependOnClassesThat(outsideOr(imports))
                .allowEmptyShould(true)
                .check(LIBRARY));
  }

  private static void reach(String name, Set<String> reached) {
    if (reached.add(name)) {
      ARROWS.get(name).forEach(next -> reach(next, reached));
    }
  }

  private static DescribedPredicate<JavaClass> outsideOr(Set<String> imports) {
    return describe(
        "are of the JDK or in " + imports,
        c -> !c.getName().startsWith(ROOT) || imports.contains(packageOf(c)));
  }

  private static String packageOf(JavaClass c) {
    String name = c.getPackageName();
    return name.startsWith(ROOT) ? name.substring(ROOT.length()) : name;
  }

  @Test
  void packagesHaveNoCycles() {
    slices().matching("dev.tamis.(*)..").should().beFreeOfCycles().check(LIBRARY);
  }

  @Test
  void onlyLayersCallTheArithmetic() {
    noClasses()
        .that()
        .resideOutsideOfPackages("dev.tamis.kernels", "dev.tamis.layer", "dev.tamis.quantize")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("dev.tamis.kernels")
        .check(LIBRARY);
  }

  @Test
  void layersTakeDataNotPolicies() {
    noClasses()
        .that()
        .resideInAnyPackage("dev.tamis.layer", "dev.tamis.network")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("dev.tamis.sparsity", "dev.tamis.selection", "dev.tamis.optimizer")
        .check(LIBRARY);
  }

  @Test
  void onlyVectorKernelsImportTheIncubatingModule() {
    noClasses()
        .that()
        .haveNameNotMatching("dev\\.tamis\\.kernels\\.Vector.*")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("jdk.incubator..")
        .check(LIBRARY);
  }

  @Test
  void theLibraryDependsOnTheJdkAlone() {
    classes()
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage(
            "dev.tamis..", "java..", "jdk.incubator.vector", "jdk.jfr", "org.jspecify..")
        .check(LIBRARY);
  }

  @Test
  void aRunTimeWithoutFlightRecorderIsEnough() {
    noClasses()
        .that()
        .haveNameNotMatching("dev\\.tamis\\.device\\.FlightEvents.*")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("jdk.jfr..")
        .check(LIBRARY);
  }

  @Test
  void nothingPrints() {
    NO_CLASSES_SHOULD_ACCESS_STANDARD_STREAMS.check(LIBRARY);
  }

  @Test
  void nothingExits() {
    noClasses()
        .should()
        .callMethodWhere(
            describe(
                "exits",
                call -> isCall(call, System.class, "exit") || isCall(call, Runtime.class, "exit")))
        .orShould()
        .callMethodWhere(describe("halts", call -> isCall(call, Runtime.class, "halt")))
        .check(LIBRARY);
  }

  @Test
  void onlyStepsAreTimedAndNothingKnowsTheDate() {
    noClasses()
        .should()
        .callMethodWhere(
            describe("reads the date", call -> isCall(call, System.class, "currentTimeMillis")))
        .orShould()
        .dependOnClassesThat()
        .resideInAPackage("java.time..")
        .orShould()
        .dependOnClassesThat()
        .haveFullyQualifiedName("java.util.Date")
        .check(LIBRARY);
    noClasses()
        .that()
        .resideOutsideOfPackages(
            "dev.tamis.network", "dev.tamis.training", "dev.tamis.selection", "dev.tamis.device")
        .should()
        .callMethodWhere(describe("reads a clock", call -> isCall(call, System.class, "nanoTime")))
        .check(LIBRARY);
  }

  private static boolean isCall(JavaMethodCall call, Class<?> owner, String method) {
    return call.getTargetOwner().isEquivalentTo(owner) && call.getName().equals(method);
  }
}
