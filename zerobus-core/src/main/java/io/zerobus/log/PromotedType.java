// SPDX-License-Identifier: Apache-2.0
package io.zerobus.log;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The types that the column of a promoted entry may have, named as in SQL. */
enum PromotedType {
  STRING,
  BIGINT,
  DOUBLE,
  BOOLEAN,
  TIMESTAMP;

  /** In any case; null when there is none. */
  static @Nullable PromotedType ofName(String name) {
    for (PromotedType type : values()) {
      if (type.name().equals(name.toUpperCase(Locale.ROOT))) {
        return type;
      }
    }
    return null;
  }
}
