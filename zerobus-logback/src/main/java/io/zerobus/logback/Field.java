// SPDX-License-Identifier: Apache-2.0
package io.zerobus.logback;

import org.jspecify.annotations.Nullable;

/** A static column as the configuration gives it: {@code <field><name/><value/></field>}. */
public final class Field {

  private @Nullable String name;
  private @Nullable String value;

  /** An empty field, as Logback makes it. */
  public Field() {}

  public void setName(String name) {
    this.name = name;
  }

  public void setValue(String value) {
    this.value = value;
  }

  @Nullable String name() {
    return name;
  }

  @Nullable String value() {
    return value;
  }
}
