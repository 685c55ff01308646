// SPDX-License-Identifier: Apache-2.0
package io.zerobus.examples.demo;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the local server prints when it is ready: where it listens, and credentials for its clients.
 */
record ReadyLine(String serverEndpoint, String workspaceUrl, String clientId, String clientSecret) {

  /** Null when the line is something else. */
  static @Nullable ReadyLine parse(String line) {
    if (!line.startsWith("{")) {
      return null;
    }
    Map<String, @Nullable Object> values = JsonObject.parse(line);
    return new ReadyLine(
        text(values, "serverEndpoint"),
        text(values, "workspaceUrl"),
        text(values, "clientId"),
        text(values, "clientSecret"));
  }

  @Override
  public String toString() {
    return "ReadyLine[" + serverEndpoint + "]";
  }

  private static String text(Map<String, @Nullable Object> values, String name) {
    if (values.get(name) instanceof String text) {
      return text;
    }
    throw new IllegalArgumentException("the local server's ready line has no text " + name);
  }
}
