// SPDX-License-Identifier: Apache-2.0
package io.zerobus.benchmarks.agent;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.instrument.Instrumentation;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;

/** An agent that does nothing: what the JVM itself takes for having one. */
public final class IdleAgent {

  private static final Path JAR = Path.of("target", "idle-agent.jar");

  private IdleAgent() {}

  /** For {@code -javaagent}. */
  public static void premain(String argument, Instrumentation instrumentation) {
    // Nothing, that is the point.
  }

  /** The agent's jar, made anew. */
  static Path jar() throws IOException {
    Manifest manifest = new Manifest();
    manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
    manifest.getMainAttributes().putValue("Premain-Class", IdleAgent.class.getName());
    String file = IdleAgent.class.getName().replace('.', '/') + ".class";
    try (OutputStream out = Files.newOutputStream(JAR);
        JarOutputStream jar = new JarOutputStream(out, manifest);
        InputStream classFile = IdleAgent.class.getClassLoader().getResourceAsStream(file)) {
      jar.putNextEntry(new JarEntry(file));
      classFile.transferTo(jar);
    }
    return JAR;
  }
}
