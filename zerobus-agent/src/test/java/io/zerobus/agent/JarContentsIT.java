// SPDX-License-Identifier: Apache-2.0
package io.zerobus.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import org.junit.jupiter.api.Test;

/** What an application sees of the agent's jar, and an old JVM. */
class JarContentsIT {

  private static final String ENTRY = "io/zerobus/agent/ZerobusAgent.class";
  private static final int MAGIC = 0xCAFEBABE;
  private static final int JAVA_8 = 52;

  @Test
  void jar_hasOneClassThatAnApplicationSees() throws Exception {
    try (JarFile jar = new JarFile(AgentProgram.JAR.toFile())) {
      assertThat(jar.stream().map(JarEntry::getName))
          .filteredOn(name -> name.endsWith(".class") || name.startsWith("META-INF/services/"))
          .containsExactly(ENTRY);
      Attributes manifest = jar.getManifest().getMainAttributes();
      assertThat(manifest.getValue("Premain-Class")).isEqualTo("io.zerobus.agent.ZerobusAgent");
      assertThat(manifest.getValue("Agent-Class")).isEqualTo("io.zerobus.agent.ZerobusAgent");
      assertThat(manifest.getValue("Can-Retransform-Classes")).isEqualTo("true");
      assertThat(manifest.getValue("Boot-Class-Path")).isNull();
      assertThat(manifest.getValue("Class-Path")).isNull();
    }
  }

  /** On a JVM that cannot read the class the application would not start at all. */
  @Test
  void entryClass_isOneForJava8() throws Exception {
    try (JarFile jar = new JarFile(AgentProgram.JAR.toFile());
        DataInputStream in = new DataInputStream(jar.getInputStream(jar.getEntry(ENTRY)))) {
      assertThat(in.readInt()).isEqualTo(MAGIC);
      assertThat(in.readUnsignedShort()).isZero();
      assertThat(in.readUnsignedShort()).isEqualTo(JAVA_8);
    }
  }

  @Test
  void premain_onAnOldJvm_saysSoAndLeavesItAlone() {
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    PrintStream before = System.err;
    String version = System.getProperty("java.specification.version");
    try {
      System.setErr(new PrintStream(printed, true, StandardCharsets.UTF_8));
      System.setProperty("java.specification.version", "1.8");
      ZerobusAgent.premain(null, null);
    } finally {
      System.setProperty("java.specification.version", version);
      System.setErr(before);
    }
    assertThat(printed.toString(StandardCharsets.UTF_8).trim())
        .isEqualTo("[zerobus-agent] does not run: it needs Java 11 or newer, this is 1.8");
  }
}
