// SPDX-License-Identifier: Apache-2.0
package io.zerobus.auth;

/** What answers of the workspace have in common, whatever was asked. */
public final class HttpAnswers {
  private static final int MAX_QUOTED_CHARS = 300;

  private HttpAnswers() {}

  /** Whether the same request may be granted later: a 5xx, 429 or 408. */
  public static boolean isTransient(int httpStatus) {
    return httpStatus >= 500 || httpStatus == 429 || httpStatus == 408;
  }

  /** A text of the answer as it may stand in a message: one line, 300 characters at most. */
  public static String quotable(String text) {
    String line = text.replaceAll("\\p{Cntrl}", " ");
    return line.length() <= MAX_QUOTED_CHARS ? line : line.substring(0, MAX_QUOTED_CHARS) + "…";
  }
}
