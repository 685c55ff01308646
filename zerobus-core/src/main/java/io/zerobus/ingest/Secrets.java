// SPDX-License-Identifier: Apache-2.0
package io.zerobus.ingest;

import java.util.regex.Pattern;

/** Takes out of a text what looks like a credential: servers and proxies quote what they got. */
public final class Secrets {
  private static final String MASK = "***";
  private static final Pattern AUTHORIZATION =
      Pattern.compile("(?i)\\b(bearer|basic)\\s+[\\w.~+/=-]{8,}");

  /** Also without its end, which a server may have cut off. */
  private static final Pattern JWT = Pattern.compile("\\beyJ[\\w-]{8,}(\\.[\\w-]*){0,2}");

  /** Personal access tokens and secrets of service principals of Databricks. */
  private static final Pattern DATABRICKS = Pattern.compile("\\b(dapi|dose)[0-9a-f]{16,}\\b");

  private Secrets() {}

  /** The text with each credential replaced by three asterisks. */
  public static String redacted(String text) {
    String result = AUTHORIZATION.matcher(text).replaceAll("$1 " + MASK);
    result = JWT.matcher(result).replaceAll(MASK);
    return DATABRICKS.matcher(result).replaceAll(MASK);
  }
}
