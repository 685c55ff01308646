// SPDX-License-Identifier: Apache-2.0
package io.zerobus;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.protobuf.Message;
import com.google.protobuf.UnsafeByteOperations;
import org.jspecify.annotations.Nullable;

/**
 * JSON records: text, UTF-8 bytes, or any object that Jackson writes as a JSON object.
 *
 * <p>Text is looked at from both ends only: it must begin with <code>{</code> and end with <code>}
 * </code>. That finds arrays, scalars, {@code null} and what was cut off; the whole syntax is the
 * service's to check, and a second parser here would cost more than the sending.
 */
final class JsonRecordEncoder implements RecordEncoder {
  private static final int SHOWN_CHARS = 40;

  @Override
  public byte[] encode(@Nullable Object record) {
    if (record instanceof String) {
      return object(((String) record).getBytes(UTF_8));
    }
    if (record instanceof byte[]) {
      byte[] text = (byte[]) record;
      if (!UnsafeByteOperations.unsafeWrap(text).isValidUtf8()) {
        throw NonRetriableException.argument("a byte[] on a JSON stream must be UTF-8 text");
      }
      return object(text);
    }
    if (record == null) {
      throw NonRetriableException.argument("the record is null");
    }
    if (record instanceof Message) {
      throw NonRetriableException.argument(
          "a protobuf message ("
              + ((Message) record).getDescriptorForType().getFullName()
              + ") on a JSON stream; open the stream with TableProperties.proto");
    }
    if (record instanceof CharSequence) {
      return object(record.toString().getBytes(UTF_8));
    }
    return written(record);
  }

  private static byte[] written(Object record) {
    byte[] json;
    try {
      json = Mapper.JSON.writeValueAsBytes(record);
    } catch (JsonProcessingException e) {
      throw NonRetriableException.argument(
          "Jackson cannot write a " + record.getClass().getName() + ": " + e.getOriginalMessage());
    }
    if (json.length == 0 || json[0] != '{') {
      throw NonRetriableException.argument(
          "a " + record.getClass().getName() + " is no JSON object, but " + shown(json));
    }
    return json;
  }

  private static byte[] object(byte[] json) {
    int start = 0;
    int end = json.length;
    while (start < end && isSpace(json[start])) {
      start++;
    }
    while (end > start && isSpace(json[end - 1])) {
      end--;
    }
    if (end - start < 2 || json[start] != '{' || json[end - 1] != '}') {
      throw NonRetriableException.argument("a record must be a JSON object, not " + shown(json));
    }
    return json;
  }

  private static boolean isSpace(byte character) {
    return character == ' ' || character == '\n' || character == '\r' || character == '\t';
  }

  /** The first characters, enough to find the place in the application. */
  private static String shown(byte[] json) {
    if (json.length == 0) {
      return "empty text";
    }
    String text = new String(json, 0, Math.min(json.length, SHOWN_CHARS), UTF_8);
    return "'" + text.replaceAll("\\p{Cntrl}", " ") + (json.length > SHOWN_CHARS ? "…'" : "'");
  }

  @Override
  public Object decode(byte[] encoded) {
    return new String(encoded, UTF_8);
  }

  /** Made with the first object; streams of text never load it. */
  private static final class Mapper {
    static final ObjectMapper JSON = new ObjectMapper();
  }
}
