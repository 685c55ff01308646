// SPDX-License-Identifier: Apache-2.0
package io.zerobus.benchmarks;

import java.io.File;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Which versions are measured, read from the names of the jars on the class path. */
final class Versions {

  private static final String ENDING = ".jar";

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
          "opentelemetry-log4j-appender-2.17",
          "opentelemetry-logback-appender-1.0",
          "opentelemetry-sdk",
          "zerobus-ingest-sdk");

  private Versions() {}

  /** By artifact; those that are not there are left out. */
  static Map<String, String> current() {
    Map<String, String> versions = new TreeMap<>();
    for (String entry : ChildJvm.classPath().split(File.pathSeparator, -1)) {
      String name = String.valueOf(Path.of(entry).getFileName());
      for (String artifact : ARTIFACTS) {
        if (isVersionOf(artifact, name)) {
          versions.put(
              artifact, name.substring(artifact.length() + 1, name.length() - ENDING.length()));
        }
      }
    }
    return versions;
  }

  private static boolean isVersionOf(String artifact, String name) {
    int start = artifact.length() + 1;
    return name.startsWith(artifact + "-")
        && name.endsWith(ENDING)
        && Character.isDigit(name.charAt(start));
  }
}
