// SPDX-License-Identifier: Apache-2.0
package io.zerobus.log;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What happens to an entry of the MDC or of the key-value pairs, by its key: masked, left out of
 * the map, promoted. Immutable and thread-safe; asking allocates nothing, but for a value that
 * holds others.
 *
 * <p>Masks hold for both, and for promoted entries and the ids of traces too. The lists of the MDC
 * say which entries get into column {@code mdc}: promotions and the columns {@code trace_id} and
 * {@code span_id} are asked for by name and read their entries all the same.
 */
final class EntryRules {

  private final Globs masks;
  private final NestedMasks nestedMasks;
  private final Globs mdcInclude;
  private final Globs mdcExclude;
  private final @Nullable Map<String, Promotion> promotions; // null: there are none
  private final boolean withoutMdcRules;

  /** An empty {@code mdcInclude} includes all. */
  EntryRules(Globs masks, Globs mdcInclude, Globs mdcExclude, Collection<Promotion> promotionList) {
    this.masks = masks;
    this.nestedMasks = new NestedMasks(masks);
    this.mdcInclude = mdcInclude;
    this.mdcExclude = mdcExclude;
    if (promotionList.isEmpty()) {
      promotions = null;
    } else {
      promotions = new HashMap<>();
      for (Promotion promotion : promotionList) {
        promotions.put(promotion.key(), promotion);
      }
    }
    withoutMdcRules =
        masks.isEmpty() && mdcInclude.isEmpty() && mdcExclude.isEmpty() && promotionList.isEmpty();
  }

  /** Whether each entry of the MDC gets into its column as it is. */
  boolean isWithoutMdcRules() {
    return withoutMdcRules;
  }

  boolean isMasked(String key) {
    return masks.matches(key);
  }

  /** What may be shown of an entry's value: the value itself, unless a mask hides it or a part. */
  Object shown(String key, Object value) {
    return isMasked(key) ? LogRecordWriter.MASK : nestedMasks.apply(value);
  }

  boolean isInMdc(String key) {
    return (mdcInclude.isEmpty() || mdcInclude.matches(key)) && !mdcExclude.matches(key);
  }

  /** Null for an entry that stays in its map. */
  @Nullable Promotion promotion(String key) {
    return promotions == null ? null : promotions.get(key);
  }

  boolean hasMasks() {
    return !masks.isEmpty();
  }
}
