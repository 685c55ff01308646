// SPDX-License-Identifier: Apache-2.0
package io.zerobus.log;

import java.util.Map;

/** Settings for tests that depend on nothing around them. */
final class TestSettings {

  private TestSettings() {}

  /** All that is required, and no system property or environment variable. */
  static AppenderSettings.Builder complete() {
    return empty()
        .set("serverEndpoint", "https://ingest.example.com")
        .set("workspaceUrl", "https://workspace.example.com")
        .set("tableName", "main.default.logs")
        .set("clientId", "an-id")
        .set("clientSecret", "a-secret")
        .set("serviceName", "shop")
        .set("hostName", "host-1")
        .set("shutdownHook", "false");
  }

  static AppenderSettings.Builder empty() {
    return AppenderSettings.builder().systemProperties(Map.of()).environment(Map.of());
  }

  static AppenderSettings build(AppenderSettings.Builder builder) {
    try {
      return builder.build();
    } catch (WrongSettingException e) {
      throw new AssertionError(e);
    }
  }
}
