// SPDX-License-Identifier: Apache-2.0
package io.zerobus.ingest;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Takes out of a text what looks like a credential: servers and proxies quote what they got. */
public final class Secrets {
  private static final String MASK = "***";
  private static final int MAX_CAUSES = 20;
  private static final Pattern AUTHORIZATION =
      Pattern.compile("(?i)\\b(bearer|basic)\\s+[\\w.~+/=-]{8,}");

  /** Also without its end, which a server may have cut off. */
  private static final Pattern JWT = Pattern.compile("\\beyJ[\\w-]{8,}(\\.[\\w-]*){0,2}");

  /** Personal access tokens and secrets of service principals of Databricks. */
  private static final Pattern DATABRICKS = Pattern.compile("\\b(dapi|dose)[0-9a-f]{16,}\\b");

  private Secrets() {}

  /**
   * The error itself, unless a text of it or of its causes holds what looks like a credential: then
   * one that says the same without, with the same stack traces.
   */
  public static @Nullable Throwable redacted(@Nullable Throwable error) {
    return redacted(error, 0);
  }

  private static @Nullable Throwable redacted(@Nullable Throwable error, int depth) {
    if (error == null || depth > MAX_CAUSES) {
      return null;
    }
    String text = error.toString();
    String clean = redacted(text);
    Throwable cause = redacted(error.getCause(), depth + 1);
    if (clean.equals(text) && cause == error.getCause()) {
      return error;
    }
    Throwable replacement = new RedactedException(clean, cause);
    replacement.setStackTrace(error.getStackTrace());
    return replacement;
  }

  /**
   * Stands for an exception whose own text must not be shown; its message begins with that class.
   */
  private static final class RedactedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    RedactedException(String message, @Nullable Throwable cause) {
      super(message, cause);
    }
  }

  /** The text with each credential replaced by three asterisks. */
  public static String redacted(String text) {
    String result = AUTHORIZATION.matcher(text).replaceAll("$1 " + MASK);
    result = JWT.matcher(result).replaceAll(MASK);
    return DATABRICKS.matcher(result).replaceAll(MASK);
  }
}
