// SPDX-License-Identifier: Apache-2.0
package io.zerobus.log;

import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * The promoted entries of the record that is being written, until their columns are. Not
 * thread-safe. The values are forgotten when they are written.
 */
final class PromotedValues {

  private final EntryRules rules;
  private final List<Promotion> promotions;
  private final byte[][] openings;
  private final LongAdder unconverted;

  private final @Nullable Object[] values;
  private int count;

  PromotedValues(RecordLayout layout) {
    this.rules = layout.entryRules();
    this.promotions = layout.promotions();
    this.openings = layout.promotionOpenings();
    this.unconverted = layout.unconvertedValues();
    this.values = new @Nullable Object[promotions.size()];
  }

  /**
   * Takes an entry that is promoted; of two values with one key the later stands.
   *
   * @return false for an entry that stays in its map
   */
  boolean take(String key, @Nullable Object value) {
    Promotion promotion = rules.promotion(key);
    if (promotion == null) {
      return false;
    }
    if (value != null) {
      count += values[promotion.index()] == null ? 1 : 0;
      values[promotion.index()] = value;
    }
    return true;
  }

  boolean isEmpty() {
    return count == 0;
  }

  void clear() {
    for (int i = 0; count > 0 && i < values.length; i++) {
      values[i] = null;
    }
    count = 0;
  }

  /** Writes the columns, in their order. */
  void writeTo(LogRecordWriter record, JsonBuffer out) {
    for (int i = 0; i < values.length; i++) {
      Object value = values[i];
      if (value != null) {
        write(promotions.get(i), openings[i], value, record, out);
      }
    }
    clear();
  }

  private void write(
      Promotion promotion, byte[] opening, Object value, LogRecordWriter record, JsonBuffer out) {
    if (promotion.type() == PromotedType.STRING) {
      record.cuttableColumn(Cuts.OTHER, opening, UserText.of(rules.shown(promotion.key(), value)));
    } else if (!rules.isMasked(promotion.key())) {
      int start = out.length();
      out.raw(opening);
      if (!TypedValue.write(promotion.type(), value, out)) {
        out.setLength(start);
        unconverted.increment();
      }
    }
  }
}
