// SPDX-License-Identifier: Apache-2.0
package io.zerobus.agent;

import java.io.DataInputStream;
import java.io.File;
import java.io.IOException;
import java.lang.instrument.Instrumentation;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.net.URI;
import java.net.URL;
import java.util.function.BiConsumer;
import java.util.jar.JarFile;
import java.util.zip.ZipEntry;

/**
 * Where the JVM enters: {@code -javaagent}, attach, and {@code java -jar}.
 *
 * <p>The only class of the jar that an application can see. It is made for Java 8, asks nothing of
 * the JDK but its core, and says on standard error what keeps the agent from working; the
 * application starts all the same. Everything else of the jar is behind the loader that it makes.
 *
 * <p>It is a loader itself, of the two classes which that takes. Reflection would do, but each call
 * of another shape costs a start more than all the rest, since Java 18.
 */
public final class ZerobusAgent extends ClassLoader {

  private static final int OLDEST_JAVA = 11;
  private static final String STORE = "io.zerobus.agent.ClassStore";
  private static final String LOADER = "io.zerobus.agent.AgentLoader";
  private static final String AGENT = "io.zerobus.agent.Agent";
  private static final String ATTACHED_AGENT = "io.zerobus.agent.AttachedAgent";
  private static final String TOOL = "io.zerobus.agent.tool.AgentTool";

  /** Written under the lock of the class. */
  private static boolean running;

  private ZerobusAgent() {
    super(ZerobusAgent.class.getClassLoader());
  }

  /**
   * For {@code -javaagent:zerobus-agent.jar[=FILE]}.
   *
   * @param file the path of a properties file; may be null
   */
  public static void premain(String file, Instrumentation instrumentation) {
    enter(file, instrumentation, AGENT);
  }

  /** For an agent that is loaded into a running JVM. */
  public static void agentmain(String file, Instrumentation instrumentation) {
    enter(file, instrumentation, ATTACHED_AGENT);
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

  @SuppressWarnings("unchecked")
  private static void enter(String file, Instrumentation instrumentation, String agent) {
    try {
      if (isDisabled() || isTool() || isTooOld() || isSecond()) {
        return;
      }
      Object starter = loader().loadClass(agent).getConstructor().newInstance();
      ((BiConsumer<String, Instrumentation>) starter).accept(file, instrumentation);
    } catch (InvocationTargetException e) {
      notRunning(e.getCause());
    } catch (Throwable e) {
      notRunning(e);
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
    return module != null
        && (module.startsWith("jdk.") || module.startsWith("java."))
        && !isSourceLauncher();
  }

  /** {@code java App.java} is an application. */
  private static boolean isSourceLauncher() {
    String main = System.getProperty("jdk.module.main.class", "");
    return main.startsWith("com.sun.tools.javac.launcher.");
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
      say("runs already in this JVM; the second one stays idle: give -javaagent once");
      return true;
    }
    running = true;
    return false;
  }

  private static ClassLoader loader() throws ReflectiveOperationException, IOException {
    // Without a check of signatures, which this jar does not have and which costs time.
    JarFile jar = new JarFile(jar(), false);
    ZerobusAgent first = new ZerobusAgent();
    Class<?> unused = first.define(jar, STORE);
    Class<?> loader = first.define(jar, LOADER);
    return (ClassLoader) loader.getConstructor(JarFile.class).newInstance(jar);
  }

  /** Out of a file that no other loader takes for a class. */
  private Class<?> define(JarFile jar, String name) throws IOException {
    byte[] bytes = read(jar, "inst/" + name.replace('.', '/') + ".classdata");
    return defineClass(name, bytes, 0, bytes.length, ZerobusAgent.class.getProtectionDomain());
  }

  /**
   * Asked of the class and not as a resource, for which the JDK would look into all its modules.
   */
  private static File jar() {
    URL url = ZerobusAgent.class.getProtectionDomain().getCodeSource().getLocation();
    if (!url.getPath().endsWith(".jar")) {
      throw new IllegalStateException("it is not in its own jar but in " + url);
    }
    return new File(URI.create(url.toString()));
  }

  private static byte[] read(JarFile jar, String name) throws IOException {
    ZipEntry entry = jar.getEntry(name);
    if (entry == null) {
      throw new IOException("no " + name + " in the jar; take the agent's jar as it is");
    }
    try (DataInputStream in = new DataInputStream(jar.getInputStream(entry))) {
      byte[] bytes = new byte[(int) entry.getSize()];
      in.readFully(bytes);
      return bytes;
    }
  }

  private static void notRunning(Throwable why) {
    say("does not run, so that events are not shipped: " + why + ". Take the jar as it was built");
  }

  private static void say(String what) {
    System.err.println("[zerobus-agent] " + what);
  }
}
