// SPDX-License-Identifier: Apache-2.0
package io.zerobus.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.zerobus.agent.silence.Logger;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.lang.reflect.Method;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.TreeSet;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import net.bytebuddy.jar.asm.ClassReader;
import net.bytebuddy.jar.asm.ClassVisitor;
import net.bytebuddy.jar.asm.MethodVisitor;
import net.bytebuddy.jar.asm.Opcodes;
import net.bytebuddy.jar.asm.Type;
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

  /** What a library calls of its logger and is not there fails when it is called, not before. */
  @Test
  void silentLogger_hasEachMethodThatALibraryCalls() throws Exception {
    Set<String> declared = new TreeSet<>();
    for (Method method : Logger.class.getDeclaredMethods()) {
      declared.add(method.getName() + Type.getMethodDescriptor(method));
    }
    Set<String> called = new TreeSet<>();
    try (JarFile collected =
        new JarFile(AgentProgram.JAR.resolveSibling("collected.jar").toFile())) {
      for (JarEntry entry : collected.stream().toList()) {
        if (entry.getName().endsWith(".class")) {
          try (InputStream in = collected.getInputStream(entry)) {
            collectCalls(new ClassReader(in), called);
          }
        }
      }
    }
    assertThat(called).isNotEmpty().isSubsetOf(declared);
  }

  private static void collectCalls(ClassReader reader, Set<String> called) {
    String logger = Type.getInternalName(Logger.class);
    reader.accept(
        new ClassVisitor(Opcodes.ASM9) {
          @Override
          public MethodVisitor visitMethod(
              int access, String name, String descriptor, String signature, String[] exceptions) {
            return new MethodVisitor(Opcodes.ASM9) {
              @Override
              public void visitMethodInsn(
                  int opcode, String owner, String name, String descriptor, boolean isInterface) {
                if (owner.equals(logger) && !name.equals("<init>")) {
                  called.add(name + descriptor);
                }
              }

              @Override
              public void visitFieldInsn(int opcode, String owner, String name, String type) {
                if (owner.equals(logger) && !reader.getClassName().equals(logger)) {
                  called.add("field " + name);
                }
              }
            };
          }
        },
        ClassReader.SKIP_DEBUG | ClassReader.SKIP_FRAMES);
  }
}
