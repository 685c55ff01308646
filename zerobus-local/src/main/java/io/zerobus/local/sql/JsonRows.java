// SPDX-License-Identifier: Apache-2.0
package io.zerobus.local.sql;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.StreamWriteFeature;
import java.io.IOException;
import java.io.PrintStream;
import java.io.StringWriter;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.sql.Array;
import java.sql.Blob;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Struct;
import java.sql.Timestamp;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.Map;
import org.duckdb.DuckDBStruct;
import org.duckdb.JsonNode;
import org.jspecify.annotations.Nullable;

/**
 * Rows as JSON: integers and floats as numbers, maps and structs as objects, times in ISO 8601 (UTC
 * with a Z where the column has a time zone), bytes in base64.
 */
final class JsonRows {

  private static final JsonFactory JSON =
      JsonFactory.builder().disable(StreamWriteFeature.AUTO_CLOSE_TARGET).build();

  private JsonRows() {}

  /** Prints one object a line. */
  static void print(ResultSet rows, PrintStream out) throws SQLException, IOException {
    ResultSetMetaData columns = rows.getMetaData();
    while (rows.next()) {
      StringWriter line = new StringWriter();
      try (JsonGenerator json = JSON.createGenerator(line)) {
        json.writeStartObject();
        for (int i = 1; i <= columns.getColumnCount(); i++) {
          json.writeFieldName(columns.getColumnLabel(i));
          write(json, rows.getObject(i));
        }
        json.writeEndObject();
      }
      out.println(line);
    }
  }

  /** A value that is no text and no number, as JSON. */
  static String text(Object value) throws SQLException, IOException {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = JSON.createGenerator(text)) {
      write(json, value);
    }
    return text.toString();
  }

  /** A time as text, or null when the value is none. */
  static @Nullable String time(Object value) {
    if (value instanceof OffsetDateTime time) {
      return DateTimeFormatter.ISO_INSTANT.format(time.withOffsetSameInstant(ZoneOffset.UTC));
    }
    return value instanceof Timestamp time
        ? DateTimeFormatter.ISO_LOCAL_DATE_TIME.format(time.toLocalDateTime())
        : null;
  }

  private static void write(JsonGenerator json, @Nullable Object value)
      throws SQLException, IOException {
    if (value == null) {
      json.writeNull();
    } else if (value instanceof Boolean flag) {
      json.writeBoolean(flag);
    } else if (value instanceof BigInteger number) {
      json.writeNumber(number);
    } else if (value instanceof BigDecimal number) {
      json.writeNumber(number);
    } else if (value instanceof Double || value instanceof Float) {
      json.writeNumber(((Number) value).doubleValue());
    } else if (value instanceof Number number) {
      json.writeNumber(number.longValue());
    } else if (value instanceof Map<?, ?> map) {
      json.writeStartObject();
      for (Map.Entry<?, ?> entry : map.entrySet()) {
        json.writeFieldName(String.valueOf(entry.getKey()));
        write(json, entry.getValue());
      }
      json.writeEndObject();
    } else if (value instanceof JsonNode node) {
      json.writeRawValue(node.toString());
    } else if (value instanceof DuckDBStruct struct) {
      write(json, struct.getMap());
    } else if (value instanceof Struct struct) {
      writeArray(json, struct.getAttributes());
    } else if (value instanceof Array array) {
      writeArray(json, (Object[]) array.getArray());
    } else if (value instanceof Blob blob) {
      json.writeString(Base64.getEncoder().encodeToString(blob.getBytes(1, (int) blob.length())));
    } else {
      String time = time(value);
      json.writeString(time == null ? value.toString() : time);
    }
  }

  private static void writeArray(JsonGenerator json, Object[] elements)
      throws SQLException, IOException {
    json.writeStartArray();
    for (Object element : elements) {
      write(json, element);
    }
    json.writeEndArray();
  }
}
