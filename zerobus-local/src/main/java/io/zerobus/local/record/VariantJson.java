// SPDX-License-Identifier: Apache-2.0
package io.zerobus.local.record;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import org.apache.parquet.variant.Variant;
import org.apache.parquet.variant.VariantArrayBuilder;
import org.apache.parquet.variant.VariantBuilder;
import org.apache.parquet.variant.VariantObjectBuilder;

/** JSON text in the binary form of VARIANT. */
final class VariantJson {

  private static final JsonFactory JSON =
      new JsonFactoryBuilder()
          .configure(JsonFactory.Feature.INTERN_FIELD_NAMES, false)
          .streamReadConstraints(JsonLimits.LENGTHS_OF_A_MESSAGE)
          .build();

  /** The most digits that VARIANT's decimals hold. */
  private static final int MAX_DIGITS = 38;

  private VariantJson() {}

  /**
   * Encodes one JSON value.
   *
   * @return the cell of a VARIANT column: its value bytes, its metadata bytes
   * @throws IOException when the text is not one JSON value
   */
  static Object[] encode(String text) throws IOException {
    VariantBuilder builder = new VariantBuilder();
    try (JsonParser parser = JSON.createParser(text)) {
      if (parser.nextToken() == null) {
        throw new IOException("empty text");
      }
      append(parser, builder);
      if (parser.nextToken() != null) {
        throw new IOException("text after the first JSON value");
      }
    }
    Variant variant = builder.build();
    return new Object[] {bytes(variant.getValueBuffer()), bytes(variant.getMetadataBuffer())};
  }

  private static void append(JsonParser parser, VariantBuilder builder) throws IOException {
    switch (parser.currentToken()) {
      case START_OBJECT -> {
        VariantObjectBuilder object = builder.startObject();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
          object.appendKey(whole(parser.currentName()));
          parser.nextToken();
          append(parser, object);
        }
        builder.endObject();
      }
      case START_ARRAY -> {
        VariantArrayBuilder array = builder.startArray();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
          append(parser, array);
        }
        builder.endArray();
      }
      case VALUE_STRING -> builder.appendString(whole(parser.getText()));
      case VALUE_NUMBER_INT -> appendInteger(parser, builder);
      case VALUE_NUMBER_FLOAT -> appendFraction(parser, builder);
      case VALUE_TRUE -> builder.appendBoolean(true);
      case VALUE_FALSE -> builder.appendBoolean(false);
      default -> builder.appendNull();
    }
  }

  private static void appendInteger(JsonParser parser, VariantBuilder builder) throws IOException {
    if (parser.getNumberType() == JsonParser.NumberType.BIG_INTEGER) {
      String text = parser.getText();
      int digits = text.length() - (text.startsWith("-") ? 1 : 0);
      if (digits <= MAX_DIGITS) {
        builder.appendDecimal(new BigDecimal(text));
      } else {
        builder.appendDouble(Double.parseDouble(text));
      }
      return;
    }
    long value = parser.getLongValue();
    if (value == (byte) value) {
      builder.appendByte((byte) value);
    } else if (value == (short) value) {
      builder.appendShort((short) value);
    } else if (value == (int) value) {
      builder.appendInt((int) value);
    } else {
      builder.appendLong(value);
    }
  }

  /** A decimal when the text is one that fits, else a double: as the service's own parser. */
  private static void appendFraction(JsonParser parser, VariantBuilder builder) throws IOException {
    String text = parser.getText();
    if (text.indexOf('e') < 0 && text.indexOf('E') < 0 && text.length() <= MAX_DIGITS) {
      builder.appendDecimal(new BigDecimal(text));
    } else {
      builder.appendDouble(Double.parseDouble(text));
    }
  }

  private static String whole(String text) throws IOException {
    if (Utf8.hasLoneSurrogate(text)) {
      throw new IOException("lone leading surrogate in hex escape");
    }
    return text;
  }

  private static byte[] bytes(ByteBuffer buffer) {
    byte[] copy = new byte[buffer.remaining()];
    buffer.duplicate().get(copy);
    return copy;
  }
}
