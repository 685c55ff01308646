// SPDX-License-Identifier: Apache-2.0
package io.zerobus.logback;

import org.jspecify.annotations.Nullable;

/**
 * Keys of MDC and key-value entries whose values are shown as {@code ***}: {@code
 * <mask><key>*password*</key></mask>}.
 */
public final class Mask {

  private @Nullable String key;

  /** An empty mask, as Logback makes it. */
  public Mask() {}

  /** The key, in any case; {@code *} stands for any characters, {@code ?} for one. Required. */
  public void setKey(String key) {
    this.key = key;
  }

  @Nullable String key() {
    return key;
  }
}
