// SPDX-License-Identifier: Apache-2.0
package io.zerobus.log4j2;

import io.zerobus.log.LogRecordWriter;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.logging.log4j.message.MapMessage;
import org.apache.logging.log4j.message.Message;
import org.apache.logging.log4j.message.SimpleMessage;

/**
 * Messages that are made of entries, without the values that a mask hides: their text would show
 * all of them.
 */
final class MaskedMessage {

  private MaskedMessage() {}

  /** The message itself, unless one of its entries is masked. */
  static Message of(Message message, LogRecordWriter record) {
    if (!record.hasMasks() || !(message instanceof MapMessage)) {
      return message;
    }
    try {
      return masked((MapMessage<?, ?>) message, record);
    } catch (RuntimeException | LinkageError | StackOverflowError e) {
      // It could not be read, so nobody knows what it would show.
      return new SimpleMessage("[masking failed: " + e.getClass().getName() + "]");
    }
  }

  private static Message masked(MapMessage<?, ?> message, LogRecordWriter record) {
    Map<String, Object> entries = new LinkedHashMap<>();
    boolean[] anyMasked = new boolean[1];
    message.forEach(
        (String key, Object value) -> {
          Object shown = value == null ? null : record.shown(key, value);
          anyMasked[0] |= shown != value;
          entries.put(key, shown);
        });
    return anyMasked[0] ? withEntries(message, entries) : message;
  }

  /** Each kind of these messages makes its own kind, with its id, type and text. */
  @SuppressWarnings({"rawtypes", "unchecked"}) // The values of a copy are texts or were there.
  private static Message withEntries(MapMessage message, Map<String, Object> entries) {
    return message.newInstance(entries);
  }
}
