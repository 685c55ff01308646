// SPDX-License-Identifier: Apache-2.0
package io.zerobus.logback;

import org.jspecify.annotations.Nullable;

/**
 * A default column as the configuration changes it: {@code
 * <column><name/><as/><enabled/></column>}.
 */
public final class Column {

  private @Nullable String name;
  private @Nullable String as;
  private @Nullable String enabled;

  /** An empty column, as Logback makes it. */
  public Column() {}

  /** The default column. Required. */
  public void setName(String name) {
    this.name = name;
  }

  /** Its name in the table. Default: its own. */
  public void setAs(String as) {
    this.as = as;
  }

  /** {@code false} leaves the column out. Default {@code true}. */
  public void setEnabled(String enabled) {
    this.enabled = enabled;
  }

  @Nullable String name() {
    return name;
  }

  @Nullable String as() {
    return as;
  }

  @Nullable String enabled() {
    return enabled;
  }
}
