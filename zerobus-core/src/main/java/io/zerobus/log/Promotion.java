// SPDX-License-Identifier: Apache-2.0
package io.zerobus.log;

/** An MDC or key-value entry that has a column of its own. Immutable. */
final class Promotion {

  private final int index;
  private final String key;
  private final String columnName;
  private final PromotedType type;

  Promotion(int index, String key, String columnName, PromotedType type) {
    this.index = index;
    this.key = key;
    this.columnName = columnName;
    this.type = type;
  }

  /** Its place among the promotions. */
  int index() {
    return index;
  }

  String key() {
    return key;
  }

  String columnName() {
    return columnName;
  }

  PromotedType type() {
    return type;
  }

  @Override
  public String toString() {
    return key + " as " + columnName + " " + type;
  }
}
