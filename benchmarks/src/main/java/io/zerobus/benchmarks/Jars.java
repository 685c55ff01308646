// SPDX-License-Identifier: Apache-2.0
package io.zerobus.benchmarks;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** The jars of the peers: those on the class path, and the agents beside it. */
public final class Jars {

  private static final String ENDING = ".jar";
  private static final Path AGENTS = Path.of("target", "agents");

  // Whose versions are told.
  private static final List<String> ARTIFACTS =
      List.of(
          "HdrHistogram",
          "disruptor",
          "grpc-netty-shaded",
          "grpc-okhttp",
          "jmh-core",
          "log4j-core",
          "log4j-layout-template-json",
          "logback-classic",
          "logstash-logback-encoder",
          "loki-logback-appender",
          "okhttp-jvm",
          "opentelemetry-javaagent",
          "opentelemetry-log4j-appender-2.17",
          "opentelemetry-logback-appender-1.0",
          "opentelemetry-sdk",
          "zerobus-ingest-sdk");

  private Jars() {}

  /** The jar of an agent that benchmarks/run has fetched. */
  public static Path agent(String artifact) throws IOException {
    for (Path jar : agents()) {
      if (isOf(artifact, jar)) {
        return jar;
      }
    }
    throw new IOException("no " + artifact + " in " + AGENTS + "; benchmarks/run fetches it");
  }

  /** Versions by artifact; those that are not there are left out. */
  static Map<String, String> versions() {
    List<Path> jars = new ArrayList<>();
    for (String entry : ChildJvm.classPath().split(File.pathSeparator, -1)) {
      jars.add(Path.of(entry));
    }
    try {
      jars.addAll(agents());
    } catch (IOException e) {
      // Then no version of an agent is told.
    }
    Map<String, String> versions = new TreeMap<>();
    for (Path jar : jars) {
      for (String artifact : ARTIFACTS) {
        if (isOf(artifact, jar)) {
          String name = jar.getFileName().toString();
          versions.put(
              artifact, name.substring(artifact.length() + 1, name.length() - ENDING.length()));
        }
      }
    }
    return versions;
  }

  private static List<Path> agents() throws IOException {
    if (!Files.isDirectory(AGENTS)) {
      return List.of();
    }
    try (Stream<Path> jars = Files.list(AGENTS)) {
      return jars.toList();
    }
  }

  private static boolean isOf(String artifact, Path jar) {
    String name = String.valueOf(jar.getFileName());
    return name.startsWith(artifact + "-")
        && name.endsWith(ENDING)
        && Character.isDigit(name.charAt(artifact.length() + 1));
  }
}
