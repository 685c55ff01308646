// SPDX-License-Identifier: Apache-2.0
package io.zerobus.agent;

import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.lang.instrument.Instrumentation;
import java.lang.invoke.MethodHandles;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.net.URI;

/**
 * Where the JVM enters: {@code -javaagent}, attach, and {@code java -jar}.
 *
 * <p>The only class of the jar that an application can see. It is made for Java 8, asks nothing of
 * the JDK but its core, and says on standard error what keeps the agent from working; the
 * application starts all the same. Everything else of the jar is behind the loader that it makes.
 */
public final class ZerobusAgent {

  private static final int OLDEST_JAVA = 11;
  private static final String LOADER = "io.zerobus.agent.AgentLoader";
  private static final String AGENT = "io.zerobus.agent.Agent";
  private static final String TOOL = "io.zerobus.agent.tool.AgentTool";

  /** Written under the lock of the class. */
  private static boolean running;

  private ZerobusAgent() {}

  /**
   * For {@code -javaagent:zerobus-agent.jar[=FILE]}.
   *
   * @param file the path of a properties file; may be null
   */
  public static void premain(String file, Instrumentation instrumentation) {
    enter(file, instrumentation, false);
  }

  /** For an agent that is loaded into a running JVM. */
  public static void agentmain(String file, Instrumentation instrumentation) {
    enter(file, instrumentation, true);
  }

  /** For {@code java -jar zerobus-agent.jar}: list, attach, doctor. */
  public static void main(String[] arguments) throws Throwable {
    if (isTooOld()) {
      System.exit(1);
    }
    Method main = loader().loadClass(TOOL).getMethod("main", String[].class);
    try {
      main.invoke(null, (Object) arguments);
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
  }

  private static void enter(String file, Instrumentation instrumentation, boolean attached) {
    try {
      if (isDisabled() || isTool() || isTooOld() || isSecond()) {
        return;
      }
      loader()
          .loadClass(AGENT)
          .getMethod("start", String.class, Instrumentation.class, boolean.class)
          .invoke(null, file, instrumentation, attached);
    } catch (InvocationTargetException e) {
      say("does not run: " + e.getCause());
    } catch (Throwable e) {
      say("does not run: " + e);
    }
  }

  /** The kill switch works before anything is loaded. */
  private static boolean isDisabled() {
    String enabled = System.getProperty("zerobus.enabled");
    if (enabled == null || enabled.trim().isEmpty()) {
      enabled = System.getenv("ZEROBUS_ENABLED");
    }
    return enabled != null && enabled.trim().equalsIgnoreCase("false");
  }

  /** JAVA_TOOL_OPTIONS reaches the JDK's own programs too; there is nothing to ship there. */
  private static boolean isTool() {
    String module = System.getProperty("jdk.module.main");
    return module != null && (module.startsWith("jdk.") || module.startsWith("java."));
  }

  private static boolean isTooOld() {
    String version = System.getProperty("java.specification.version", "");
    try {
      if (!version.startsWith("1.") && Integer.parseInt(version) >= OLDEST_JAVA) {
        return false;
      }
    } catch (NumberFormatException e) {
      // Said below.
    }
    say("does not run: it needs Java " + OLDEST_JAVA + " or newer, this is " + version);
    return true;
  }

  private static synchronized boolean isSecond() {
    if (running) {
      say("runs already in this JVM; the second one stays idle");
      return true;
    }
    running = true;
    return false;
  }

  /** Its class is defined out of a file that no other loader takes for a class. */
  private static ClassLoader loader() throws ReflectiveOperationException, IOException {
    byte[] bytes = read("/inst/" + LOADER.replace('.', '/') + ".classdata");
    MethodHandles.Lookup lookup = MethodHandles.lookup();
    // Java 9 has it; this class is compiled for 8.
    Method define = MethodHandles.Lookup.class.getMethod("defineClass", byte[].class);
    Class<?> loader = (Class<?>) define.invoke(lookup, (Object) bytes);
    Constructor<?> constructor = loader.getDeclaredConstructor(File.class);
    return (ClassLoader) constructor.newInstance(jar());
  }

  private static File jar() {
    String url = String.valueOf(ZerobusAgent.class.getResource("ZerobusAgent.class"));
    // jar:file:/path/zerobus-agent.jar!/io/zerobus/agent/ZerobusAgent.class
    int end = url.lastIndexOf("!/");
    if (!url.startsWith("jar:") || end < 0) {
      throw new IllegalStateException("it is not in its own jar but in " + url);
    }
    return new File(URI.create(url.substring("jar:".length(), end)));
  }

  private static byte[] read(String resource) throws IOException {
    try (InputStream in = ZerobusAgent.class.getResourceAsStream(resource)) {
      if (in == null) {
        throw new IOException("no " + resource + " in the jar; take the agent's jar as it is");
      }
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      byte[] part = new byte[8192];
      for (int n = in.read(part); n >= 0; n = in.read(part)) {
        out.write(part, 0, n);
      }
      return out.toByteArray();
    }
  }

  private static void say(String what) {
    System.err.println("[zerobus-agent] " + what);
  }
}
