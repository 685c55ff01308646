// SPDX-License-Identifier: Apache-2.0
package io.zerobus.agent;

import io.zerobus.log.ConfigFile;
import java.io.File;
import java.io.IOException;
import java.lang.instrument.Instrumentation;
import java.lang.instrument.UnmodifiableClassException;
import java.util.Map;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Starts the agent in this JVM. Until an application loads Logback or Log4j it does nothing but
 * look at the names of classes: no thread, no connection, no check of settings.
 */
public final class Agent implements BiConsumer<@Nullable String, Instrumentation> {

  /** For the entry class. */
  public Agent() {}

  /** Called once, with the path of the configuration; null when none was given. */
  @Override
  public void accept(@Nullable String file, Instrumentation instrumentation) {
    start(file, instrumentation, false);
  }

  /**
   * Starts it in this JVM.
   *
   * @param file the path of the configuration; null when none was given
   * @param attached whether the JVM runs already
   */
  static void start(@Nullable String file, Instrumentation instrumentation, boolean attached) {
    try {
      begin(file, instrumentation, attached);
    } catch (RuntimeException | LinkageError e) {
      AgentStatus.failed("does not run: " + e);
      throw e;
    }
  }

  private static void begin(
      @Nullable String file, Instrumentation instrumentation, boolean attached) {
    AgentConsole console = new AgentConsole();
    AgentLoader loader = (AgentLoader) Agent.class.getClassLoader();
    Map<String, String> settings;
    try {
      settings = ConfigFile.read(ConfigFile.find(file, new File(loader.jarName())));
    } catch (IOException e) {
      console.say("ships nothing: " + e.getMessage());
      AgentStatus.failed(String.valueOf(e.getMessage()));
      return;
    }
    AgentStatus.set(AgentStatus.WAITING);
    JavaLang javaLang = new JavaLang(instrumentation);
    Shipping shipping = new Shipping(settings, javaLang, console);
    FrameworkHook hook = new FrameworkHook(loader, javaLang, shipping, console);
    instrumentation.addTransformer(hook, attached);
    if (attached) {
      weaveLoaded(instrumentation, console);
    }
  }

  private static void weaveLoaded(Instrumentation instrumentation, AgentConsole console) {
    for (Class<?> loaded : instrumentation.getAllLoadedClasses()) {
      if (Framework.ofInternalName(loaded.getName().replace('.', '/')) != null) {
        try {
          instrumentation.retransformClasses(loaded);
        } catch (UnmodifiableClassException | RuntimeException | LinkageError e) {
          String why =
              "cannot hook into "
                  + loaded.getName()
                  + ": "
                  + e
                  + ". Start the JVM with -javaagent instead";
          console.say(why);
          AgentStatus.failed(why);
        }
      }
    }
  }
}
