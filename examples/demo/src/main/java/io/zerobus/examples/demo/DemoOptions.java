// SPDX-License-Identifier: Apache-2.0
package io.zerobus.examples.demo;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * What the user asked for, and where the built jars are.
 *
 * @param home the checkout
 * @param load how long requests are sent
 * @param keep whether the data folder stays
 * @param agent whether the application knows nothing of Zerobus, and the agent ships its events
 * @param terminal whether standard output is a terminal
 */
record DemoOptions(Path home, Duration load, boolean keep, boolean agent, boolean terminal) {
  private static final long DEFAULT_SECONDS = 10;
  private static final long MAX_SECONDS = 24 * 60 * 60;

  /**
   * The script {@code demo} gives {@code --home} and {@code --terminal}, the user the others.
   *
   * @throws IllegalArgumentException with a message for the user
   */
  static DemoOptions parse(String... args) {
    Path home = Path.of("");
    long seconds = DEFAULT_SECONDS;
    boolean keep = false;
    boolean agent = false;
    boolean terminal = false;
    for (int i = 0; i < args.length; i++) {
      switch (args[i]) {
        case "--home" -> home = Path.of(valueOf(args, i++));
        case "--seconds" -> seconds = seconds(valueOf(args, i++));
        case "--keep" -> keep = true;
        case "--agent" -> agent = true;
        case "--terminal" -> terminal = true;
        default -> throw new IllegalArgumentException("unknown option " + args[i]);
      }
    }
    return new DemoOptions(
        home.toAbsolutePath(), Duration.ofSeconds(seconds), keep, agent, terminal);
  }

  Path serverJar() {
    return home.resolve("zerobus-local/target/zerobus-local.jar");
  }

  Path applicationJar() {
    String name = agent ? "spring-boot-agent" : "spring-boot-logback";
    return home.resolve("examples/" + name + "/target/" + name + ".jar");
  }

  /** What the application's JVM is started with. */
  List<String> jvmOptions() {
    return agent
        ? List.of("-javaagent:" + home.resolve("zerobus-agent/target/zerobus-agent.jar"))
        : List.of();
  }

  private static String valueOf(String[] args, int i) {
    if (i + 1 == args.length) {
      throw new IllegalArgumentException(args[i] + " needs a value");
    }
    return args[i + 1];
  }

  private static long seconds(String text) {
    try {
      long seconds = Long.parseLong(text);
      if (seconds >= 1 && seconds <= MAX_SECONDS) {
        return seconds;
      }
    } catch (NumberFormatException e) {
      // Answered below, as a number out of range is.
    }
    throw new IllegalArgumentException(
        "--seconds takes a whole number from 1 to " + MAX_SECONDS + ", not " + text);
  }
}
