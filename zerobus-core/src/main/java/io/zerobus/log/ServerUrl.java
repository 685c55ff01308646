// SPDX-License-Identifier: Apache-2.0
package io.zerobus.log;

import io.zerobus.ingest.Endpoint;
import java.util.regex.Pattern;

/** Reads the address of a server as users paste it. */
final class ServerUrl {

  private static final Pattern WORKSPACE_ID = Pattern.compile("(/?[?].*|/o=[^/]*/?|#.*)$");

  private ServerUrl() {}

  static Endpoint parseEndpoint(Setting setting, String given, boolean allowPlaintext)
      throws WrongSettingException {
    return parse(setting, given, given, allowPlaintext);
  }

  /** As {@link #parseEndpoint}, and trims what a browser's address bar adds to a workspace URL. */
  static Endpoint parseWorkspace(Setting setting, String given, boolean allowPlaintext)
      throws WrongSettingException {
    String trimmed = WORKSPACE_ID.matcher(given).replaceFirst("");
    return parse(setting, given, WORKSPACE_ID.matcher(trimmed).replaceFirst(""), allowPlaintext);
  }

  private static Endpoint parse(
      Setting setting, String given, String trimmed, boolean allowPlaintext)
      throws WrongSettingException {
    Endpoint endpoint;
    try {
      endpoint = Endpoint.parse(trimmed);
    } catch (IllegalArgumentException e) {
      throw SettingParser.wrong(
          setting,
          Endpoint.redacted(given),
          "this is no URL of a server; use https://host or https://host:port");
    }
    if (endpoint.isPlaintext() && !endpoint.isLoopback() && !allowPlaintext) {
      throw SettingParser.wrong(
          setting,
          Endpoint.redacted(given),
          "http:// sends log lines and secrets unencrypted to another machine; use https://, or set"
              + " allowPlaintext=true if that is meant");
    }
    return endpoint;
  }
}
