// SPDX-License-Identifier: Apache-2.0
package io.zerobus.log;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The texts of the application's objects, whose code may fail in any way. */
final class UserText {

  private UserText() {}

  /** Null for null; what has failed, in square brackets, when the object's own code throws. */
  static @Nullable String of(@Nullable Object value) {
    if (value == null || value instanceof String) {
      return (String) value;
    }
    try {
      if (value.getClass().isArray()) {
        String text = Arrays.deepToString(new Object[] {value});
        return text.substring(1, text.length() - 1);
      }
      return value.toString();
    } catch (Throwable e) {
      return failure("toString()", value, e);
    }
  }

  static String failure(String what, Object value, Throwable error) {
    String type = value.getClass().getName();
    return "[" + what + " of " + type + " failed: " + error.getClass().getName() + "]";
  }
}
