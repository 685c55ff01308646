// SPDX-License-Identifier: Apache-2.0
package io.zerobus.log;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * The address of a server as users paste it, brought into the form {@code scheme://host[:port]}.
 */
final class ServerUrl {

  private static final Pattern SCHEME = Pattern.compile("^[A-Za-z][A-Za-z0-9+.-]*://.*");
  private static final Pattern WORKSPACE_ID = Pattern.compile("(/?[?].*|/o=[^/]*/?|#.*)$");
  private static final Pattern LOOPBACK_V4 =
      Pattern.compile("127\\.\\d{1,3}\\.\\d{1,3}\\.\\d{1,3}");

  private final String text;
  private final boolean plaintext;
  private final boolean loopback;

  private ServerUrl(String scheme, String host, int port) {
    this.text = scheme + "://" + host + (port < 0 ? "" : ":" + port);
    this.plaintext = scheme.equals("http");
    this.loopback = isLoopback(host);
  }

  static ServerUrl parseEndpoint(Setting setting, String given, boolean allowPlaintext)
      throws WrongSettingException {
    return parse(setting, given, given, allowPlaintext);
  }

  /** As {@link #parseEndpoint}, and trims what a browser's address bar adds to a workspace URL. */
  static ServerUrl parseWorkspace(Setting setting, String given, boolean allowPlaintext)
      throws WrongSettingException {
    String trimmed = WORKSPACE_ID.matcher(given).replaceFirst("");
    return parse(setting, given, WORKSPACE_ID.matcher(trimmed).replaceFirst(""), allowPlaintext);
  }

  private static ServerUrl parse(
      Setting setting, String given, String trimmed, boolean allowPlaintext)
      throws WrongSettingException {
    URI uri;
    try {
      uri = new URI(SCHEME.matcher(trimmed).matches() ? trimmed : "https://" + trimmed);
    } catch (URISyntaxException e) {
      throw noUrl(setting, given);
    }
    String scheme = String.valueOf(uri.getScheme()).toLowerCase(Locale.ROOT);
    String path = uri.getRawPath();
    if (!(scheme.equals("http") || scheme.equals("https"))
        || uri.getHost() == null
        || uri.getPort() == 0
        || uri.getPort() > 65_535
        || uri.getRawUserInfo() != null
        || uri.getRawQuery() != null
        || uri.getRawFragment() != null
        || !(path == null || path.isEmpty() || path.equals("/"))) {
      throw noUrl(setting, given);
    }
    ServerUrl url = new ServerUrl(scheme, uri.getHost().toLowerCase(Locale.ROOT), uri.getPort());
    if (url.plaintext && !url.loopback && !allowPlaintext) {
      throw SettingParser.wrong(
          setting,
          given,
          "http:// sends log lines and secrets unencrypted to another machine; use https://, or set"
              + " allowPlaintext=true if that is meant");
    }
    return url;
  }

  private static WrongSettingException noUrl(Setting setting, String given) {
    return SettingParser.wrong(
        setting, given, "this is no URL of a server; use https://host or https://host:port");
  }

  /** By the look of the name alone: a name is never resolved on the application's thread. */
  private static boolean isLoopback(String host) {
    return host.equals("localhost")
        || host.equals("[::1]")
        || host.equals("[0:0:0:0:0:0:0:1]")
        || LOOPBACK_V4.matcher(host).matches();
  }

  boolean isPlaintext() {
    return plaintext;
  }

  @Override
  public String toString() {
    return text;
  }
}
