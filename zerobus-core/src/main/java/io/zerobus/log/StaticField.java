// SPDX-License-Identifier: Apache-2.0
package io.zerobus.log;

/** A column with the same value in each record. Immutable. */
final class StaticField {

  private final String name;
  private final String value;

  StaticField(String name, String value) {
    this.name = name;
    this.value = value;
  }

  String name() {
    return name;
  }

  String value() {
    return value;
  }
}
