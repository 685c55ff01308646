// SPDX-License-Identifier: Apache-2.0
package io.zerobus.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.zerobus.local.ZerobusLocal;
import java.io.File;
import java.lang.ref.WeakReference;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.IntConsumer;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A container that starts and stops an application again and again gets all of it back. */
public abstract class RedeployTests {

  private static final int EVENTS = 10;
  private static final String TABLE = "main.default.redeployed";

  /** Daemons of OkHttp and Okio that end when they have had nothing to do for a minute. */
  private static final Set<String> IDLE_DAEMONS = Set.of("OkHttp TaskRunner", "Okio Watchdog");

  private static ZerobusLocal server;

  private final List<WeakReference<ClassLoader>> loaders = new ArrayList<>();

  private final String application;
  private final int cycles;

  /**
   * @param application a class with a public constructor that takes the settings as environment
   *     variables. It logs so many events and stops its framework; with a number below 0 it ends
   *     the shippers besides
   * @param cycles how often it is deployed and undeployed
   */
  protected RedeployTests(Class<? extends IntConsumer> application, int cycles) {
    this.application = application.getName();
    this.cycles = cycles;
  }

  @BeforeAll
  static void startServer() {
    server = ZerobusLocal.builder().table(TABLE).commitInterval(Duration.ofMillis(200)).start();
  }

  @AfterAll
  static void stopServer() {
    if (server != null) {
      server.close();
    }
  }

  // Complaint 15.
  @Test
  void application_deployedAgainAndAgain_leavesNoThreadAndNoClassLoader() throws Exception {
    for (int cycle = 0; cycle < cycles; cycle++) {
      deployAndUndeploy(cycle % 2 == 0 ? -EVENTS : EVENTS);
    }

    JsonNode audit = Audit.of(server, TABLE, (long) cycles * EVENTS);
    assertThat(audit.get("rows").longValue()).isEqualTo((long) cycles * EVENTS);
    assertThat(audit.get("instances").longValue()).isEqualTo(cycles);
    await().atMost(Duration.ofSeconds(20)).until(() -> OwnThreads.names().isEmpty());
    assertThat(IDLE_DAEMONS).containsAll(threadNamesOfTheLoaders());
    await().atMost(Duration.ofSeconds(90)).until(() -> threadNamesOfTheLoaders().isEmpty());
    await()
        .atMost(Duration.ofSeconds(60))
        .until(
            () -> {
              System.gc();
              return loaders.stream().allMatch(loader -> loader.get() == null);
            });
  }

  private void deployAndUndeploy(int events) throws Exception {
    Thread container = Thread.currentThread();
    ClassLoader own = container.getContextClassLoader();
    try (URLClassLoader loader =
        new URLClassLoader(classPath(), ClassLoader.getPlatformClassLoader())) {
      loaders.add(new WeakReference<>(loader));
      container.setContextClassLoader(loader);
      Class<?> deployed = loader.loadClass(application);
      assertThat(deployed.getClassLoader()).isSameAs(loader);
      ((IntConsumer)
              deployed.getConstructor(Map.class).newInstance(ServerEnvironment.of(server, TABLE)))
          .accept(events);
    } finally {
      container.setContextClassLoader(own);
    }
  }

  /** Of the class path of the tests, but with classes of its own. */
  private static URL[] classPath() throws Exception {
    List<URL> urls = new ArrayList<>();
    for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
      urls.add(Path.of(entry).toUri().toURL());
    }
    return urls.toArray(new URL[0]);
  }

  private Set<String> threadNamesOfTheLoaders() {
    Set<ClassLoader> alive =
        loaders.stream().map(WeakReference::get).filter(l -> l != null).collect(Collectors.toSet());
    return Thread.getAllStackTraces().keySet().stream()
        .filter(
            thread ->
                IDLE_DAEMONS.contains(thread.getName())
                    || alive.contains(thread.getContextClassLoader())
                    || alive.contains(thread.getClass().getClassLoader()))
        .map(Thread::getName)
        .collect(Collectors.toSet());
  }
}
