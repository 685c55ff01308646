// SPDX-License-Identifier: Apache-2.0
package io.zerobus.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarFile;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.spi.ToolProvider;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What can be seen of a self-contained jar from outside; each such jar has a test of this kind. */
public abstract class SelfContainedJarTests {

  /** The jar, named by the build. */
  protected static final Path JAR = Path.of(System.getProperty("all.jar"));

  private final String moduleName;
  private final String frameworkPackage;
  private final String[] ownMetaInf;
  private JarFile jar;

  /**
   * @param moduleName of the plain artifact
   * @param frameworkPackage one that the appender uses, and the application brings
   * @param ownMetaInf what this jar has in META-INF beside that of all such jars
   */
  protected SelfContainedJarTests(
      String moduleName, String frameworkPackage, String... ownMetaInf) {
    this.moduleName = moduleName;
    this.frameworkPackage = frameworkPackage;
    this.ownMetaInf = ownMetaInf;
  }

  @BeforeEach
  void open() throws IOException {
    jar = new JarFile(JAR.toFile());
  }

  @AfterEach
  void close() throws IOException {
    jar.close();
  }

  @Test
  void classes_allAreOursOrMoved() {
    assertThat(entries())
        .filteredOn(name -> !name.startsWith("META-INF/"))
        .hasSizeGreaterThan(5000)
        .allMatch(name -> name.startsWith("io/zerobus/"));
    assertThat(entries())
        .filteredOn(name -> name.startsWith("io/zerobus/shaded/"))
        .extracting(name -> name.split("/", 6)[3] + "/" + name.split("/", 6)[4])
        .contains("io/grpc", "com/google", "com/fasterxml", "okhttp3/internal", "kotlin/jvm");
    assertThat(entries()).noneMatch(name -> name.endsWith("module-info.class"));
  }

  @Test
  void metaInf_holdsOnlyWhatIsMeant() {
    assertThat(entries())
        .filteredOn(name -> name.startsWith("META-INF/"))
        .filteredOn(name -> !name.startsWith("META-INF/services/io.zerobus.shaded."))
        .filteredOn(name -> !name.startsWith("META-INF/native-image/io.zerobus/"))
        .containsExactlyInAnyOrderElementsOf(
            Stream.concat(
                    Stream.of(
                        "META-INF/MANIFEST.MF",
                        "META-INF/LICENSE",
                        "META-INF/NOTICE",
                        "META-INF/THIRD-PARTY-LICENSES",
                        "META-INF/FastDoubleParser-LICENSE",
                        "META-INF/FastDoubleParser-ThirdParty-LICENSE",
                        "META-INF/Schubfach-LICENSE"),
                    Stream.of(ownMetaInf))
                .toList());
  }

  @Test
  void services_areNamedAsTheirMovedClasses() throws IOException {
    List<String> services =
        entries().stream().filter(name -> name.startsWith("META-INF/services/")).toList();
    assertThat(services)
        .contains(
            "META-INF/services/io.zerobus.shaded.io.grpc.ManagedChannelProvider",
            "META-INF/services/io.zerobus.shaded.io.grpc.NameResolverProvider",
            "META-INF/services/io.zerobus.shaded.io.grpc.LoadBalancerProvider");
    for (String service : services) {
      assertThat(text(service).lines())
          .as(service)
          .isNotEmpty()
          .allMatch(provider -> jar.getEntry(provider.replace('.', '/') + ".class") != null);
    }
  }

  /** A class that asks for what another version may answer would be found at run time only. */
  @Test
  void bytecode_namesNoPackageOfWhatWasMoved() {
    ByteArrayOutputStream report = new ByteArrayOutputStream();
    ToolProvider.findFirst("jdeps")
        .orElseThrow()
        .run(
            new PrintStream(report, true, StandardCharsets.UTF_8),
            System.err,
            "-verbose:package",
            JAR.toString());
    List<String> packages =
        Pattern.compile("-> (\\S+)")
            .matcher(report.toString(StandardCharsets.UTF_8))
            .results()
            .map((MatchResult found) -> found.group(1))
            .distinct()
            .collect(Collectors.toList());
    assertThat(packages)
        .contains("io.zerobus.shaded.io.grpc", frameworkPackage)
        .noneMatch(
            name ->
                name.matches(
                    "(com\\.google|com\\.fasterxml|io\\.grpc|io\\.perfmark|kotlin|okhttp3|okio)"
                        + "(\\..*)?"));
  }

  @Test
  void manifest_namesTheModuleOfThePlainArtifact() throws IOException {
    var attributes = jar.getManifest().getMainAttributes();
    assertThat(attributes.getValue("Automatic-Module-Name")).isEqualTo(moduleName);
    assertThat(attributes.getValue("Multi-Release")).isNull();
  }

  @Test
  void licences_ofAllThatIsInside_areThere() throws IOException {
    assertThat(text("META-INF/LICENSE")).contains("Apache License");
    assertThat(text("META-INF/NOTICE")).contains("Zerobus logging for Java", "# Jackson JSON");
    assertThat(text("META-INF/THIRD-PARTY-LICENSES"))
        .contains("gRPC", "Protocol Buffers", "Copyright 2008 Google Inc.", "OkHttp", "Kotlin");
  }

  @Test
  void pom_asItIsDeployed_bringsNothing() throws IOException {
    String pom =
        Files.readString(
            Path.of(System.getProperty("all.target"), "dependency-reduced-pom.xml"),
            StandardCharsets.UTF_8);
    String dependencies =
        pom.substring(pom.indexOf("<dependencies>"), pom.indexOf("</dependencies>"));
    List<String> scopes =
        Pattern.compile("<dependency>.*?</dependency>", Pattern.DOTALL)
            .matcher(dependencies)
            .results()
            .map(MatchResult::group)
            .filter(dependency -> !dependency.contains("<scope>test</scope>"))
            .toList();
    assertThat(scopes).isNotEmpty().allMatch(each -> each.contains("<scope>provided</scope>"));
  }

  /** The names of all files in the jar. */
  protected final List<String> entries() {
    return jar.stream()
        .filter(entry -> !entry.isDirectory())
        .map(ZipEntry::getName)
        .collect(Collectors.toList());
  }

  private String text(String name) throws IOException {
    return new String(
        jar.getInputStream(jar.getEntry(name)).readAllBytes(), StandardCharsets.UTF_8);
  }
}
