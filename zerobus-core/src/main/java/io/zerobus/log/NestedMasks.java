// SPDX-License-Identifier: Apache-2.0
package io.zerobus.log;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Masks the keys of maps within a value, however they are wrapped in maps, collections and arrays.
 * Immutable and thread-safe.
 *
 * <p>A value in which nothing is masked is given back as it is, so that its own text stands; of one
 * with a masked key a copy is made. What cannot be looked through to the end is never shown: a text
 * in its place says so.
 */
final class NestedMasks {

  /** As deep as a VARIANT goes; also ends a structure that holds itself. */
  private static final int MAX_DEPTH = VariantWriter.MAX_DEPTH;

  /** A value with more entries and elements than this is not looked through, and not shown. */
  private static final int MAX_VALUES = 100_000;

  private final Globs masks;

  NestedMasks(Globs masks) {
    this.masks = masks;
  }

  /** The value, or what is shown in its place. */
  Object apply(Object value) {
    if (masks.isEmpty() || !isNested(value)) {
      return value;
    }
    try {
      return new Walk().nested(value, 0);
    } catch (RuntimeException | LinkageError | StackOverflowError e) {
      // It changes meanwhile, or is the application's own: nobody knows what it would show.
      return UserText.failure("masking", value, e);
    }
  }

  /** Arrays of primitive values hold no maps. */
  private static boolean isNested(Object value) {
    return value instanceof Map || value instanceof Collection || value instanceof Object[];
  }

  /** One look through a value. */
  private final class Walk {
    private int left = MAX_VALUES;

    private @Nullable Object element(@Nullable Object value, int depth) {
      if (--left < 0) {
        throw new IllegalArgumentException("too many values");
      }
      return value != null && isNested(value) ? nested(value, depth) : value;
    }

    Object nested(Object value, int depth) {
      if (depth == MAX_DEPTH) {
        return VariantWriter.TOO_DEEP;
      }
      if (value instanceof Map) {
        return maskedMap((Map<?, ?>) value, depth + 1);
      }
      return value instanceof Collection
          ? maskedElements(value, ((Collection<?>) value).toArray(), depth + 1)
          : maskedElements(value, (Object[]) value, depth + 1);
    }

    private Object maskedMap(Map<?, ?> map, int depth) {
      Map<@Nullable Object, @Nullable Object> copy = new LinkedHashMap<>();
      boolean changed = false;
      for (Map.Entry<?, ?> entry : map.entrySet()) {
        Object value = entry.getValue();
        String key = String.valueOf(UserText.of(entry.getKey()));
        Object shown =
            value != null && masks.matches(key) ? LogRecordWriter.MASK : element(value, depth);
        changed |= shown != value;
        copy.put(key, shown);
      }
      return changed ? copy : map;
    }

    private Object maskedElements(Object whole, @Nullable Object[] elements, int depth) {
      List<@Nullable Object> copy = new ArrayList<>();
      boolean changed = false;
      for (Object element : elements) {
        Object shown = element(element, depth);
        changed |= shown != element;
        copy.add(shown);
      }
      return changed ? copy : whole;
    }
  }
}
