// SPDX-License-Identifier: Apache-2.0
package io.zerobus.logback;

import org.jspecify.annotations.Nullable;

/**
 * An MDC or key-value entry with a column of its own: {@code
 * <promote><key/><as/><type/></promote>}.
 *
 * <p>It leaves the map. A value that does not convert to the type is NULL and counted.
 */
public final class Promote {

  private @Nullable String key;
  private @Nullable String as;
  private @Nullable String type;

  /** An empty promotion, as Logback makes it. */
  public Promote() {}

  /** The key of the entry. Required. */
  public void setKey(String key) {
    this.key = key;
  }

  /** The name of the column. Default: the key. */
  public void setAs(String as) {
    this.as = as;
  }

  /**
   * {@code STRING} (default), {@code BIGINT}, {@code DOUBLE}, {@code BOOLEAN} or {@code TIMESTAMP}.
   */
  public void setType(String type) {
    this.type = type;
  }

  @Nullable String key() {
    return key;
  }

  @Nullable String as() {
    return as;
  }

  @Nullable String type() {
    return type;
  }
}
