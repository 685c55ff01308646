// SPDX-License-Identifier: Apache-2.0
package io.zerobus.agent;

import static org.assertj.core.api.Assertions.assertThat;

import com.example.app.BundlesProgram;
import com.example.app.Log4jBundle;
import com.example.app.Slf4jBundle;
import io.zerobus.local.ZerobusLocal;
import io.zerobus.testing.ForkedProgram;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Frameworks as bundles of OSGi, whose loaders find nothing that is not imported. */
class BundlesIT {

  @TempDir Path folder;

  @Test
  void events_ofBundles_areShippedOnce() throws Exception {
    try (ZerobusLocal server =
        ZerobusLocal.builder()
            .table("main.default.bundles")
            .jvmArgs("-XX:TieredStopAtLevel=1") // it lives a few seconds
            .start()) {
      List<String> slf4j = jars("logback-1.1", "slf4j-api", "logback-core", "logback-classic");
      slf4j.add(bundle(Slf4jBundle.class, "org.slf4j"));
      run(server, "logback-console.xml", slf4j);
      List<String> log4j = jars("log4j-2.26", "log4j-api", "log4j-core");
      log4j.add(bundle(Log4jBundle.class, "org.apache.logging.log4j"));
      run(server, "log4j2-kinds.xml", log4j);
      // Durable comes first, queryable a little later; a stop makes the server commit.
      server.stop();

      assertThat(server.rows("SELECT message FROM main.default.bundles ORDER BY 1"))
          .containsExactly(
              "{\"message\":\"start of Log4jBundle\"}",
              "{\"message\":\"start of Slf4jBundle\"}",
              "{\"message\":\"stop of Log4jBundle\"}",
              "{\"message\":\"stop of Slf4jBundle\"}");
    }
  }

  private void run(ZerobusLocal server, String configuration, List<String> bundles)
      throws Exception {
    AgentProgram program =
        AgentProgram.in(folder)
            .shipsTo(server, "bundles")
            .configuration(configuration)
            .onClassPath(ForkedProgram.ownEntries("org\\.apache\\.felix\\.framework-.*"));
    List<String> arguments = new ArrayList<>(bundles);
    arguments.add(0, folder.resolve("cache of " + configuration).toString());
    try (ForkedProgram forked =
        program.start(BundlesProgram.class, arguments.toArray(new String[0]))) {
      assertThat(forked.awaitExit(60)).as(forked.standardError()).isZero();
      assertThat(forked.standardError().lines())
          .as("standard error")
          .singleElement()
          .asString()
          .startsWith("[zerobus-agent] ships the events of ");
    }
  }

  private static List<String> jars(String framework, String... names) throws IOException {
    List<String> found = new ArrayList<>();
    String[] jars = ForkedProgram.jars(AgentProgram.jarsOf(framework)).split(File.pathSeparator);
    for (String name : names) {
      Stream.of(jars)
          .filter(jar -> Path.of(jar).getFileName().toString().startsWith(name))
          .forEach(found::add);
    }
    assertThat(found).hasSameSizeAs(names);
    return found;
  }

  private String bundle(Class<?> activator, String loggingPackage) throws IOException {
    Manifest manifest = new Manifest();
    Attributes attributes = manifest.getMainAttributes();
    attributes.put(Attributes.Name.MANIFEST_VERSION, "1.0");
    attributes.putValue("Bundle-ManifestVersion", "2");
    attributes.putValue("Bundle-SymbolicName", activator.getSimpleName());
    attributes.putValue("Bundle-Activator", activator.getName());
    attributes.putValue("Import-Package", "org.osgi.framework," + loggingPackage);
    Path jar = folder.resolve(activator.getSimpleName() + ".jar");
    String entry = activator.getName().replace('.', '/') + ".class";
    try (OutputStream file = Files.newOutputStream(jar);
        JarOutputStream out = new JarOutputStream(file, manifest);
        InputStream in = activator.getClassLoader().getResourceAsStream(entry)) {
      out.putNextEntry(new ZipEntry(entry));
      in.transferTo(out);
      out.closeEntry();
    }
    return jar.toString();
  }
}
