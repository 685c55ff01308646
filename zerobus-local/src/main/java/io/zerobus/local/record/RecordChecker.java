// SPDX-License-Identifier: Apache-2.0
package io.zerobus.local.record;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import io.delta.kernel.types.StructType;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Turns a record in JSON into a row of its table, or says why the service would not take it.
 *
 * <p>The rules are those of the service's decoder, which reads JSON into a protobuf message made
 * from the table's columns: names are exact, an unknown one is refused at any depth; nothing is
 * converted, except that a number may stand in a string; null means absent; of a repeated name the
 * last counts; a column that is NOT NULL must be there. The record must be one object. {@link
 * ValueReaders} has the rules of each type.
 *
 * <p>Immutable; any number of threads may use it.
 */
public final class RecordChecker {

  /** Takes UTF-8 and nothing else; how long a record may be is for the protocol to say. */
  private static final JsonFactory JSON =
      new JsonFactoryBuilder()
          .configure(JsonFactory.Feature.INTERN_FIELD_NAMES, false)
          .configure(JsonFactory.Feature.CHARSET_DETECTION, false)
          .streamReadConstraints(JsonLimits.LENGTHS_OF_A_MESSAGE)
          .build();

  private final StructType schema;
  private final ValueReaders.Struct columns;

  public RecordChecker(StructType schema) {
    this.schema = schema;
    this.columns = ValueReaders.struct(schema);
  }

  /** The columns against which records are checked. */
  public StructType schema() {
    return schema;
  }

  /**
   * Checks one record.
   *
   * @param json UTF-8
   * @return the cells of the row in the order of the columns, null where absent
   * @throws RecordException when the table does not take the record
   */
  public @Nullable Object[] check(byte[] json) throws RecordException {
    Utf8.require(json);
    try (JsonParser parser = JSON.createParser(json)) {
      JsonCursor cursor = new JsonCursor(parser);
      JsonToken first = cursor.next();
      if (first == null) {
        throw new RecordException("EOF while parsing a value", 1, 0);
      }
      if (first == JsonToken.VALUE_NULL) {
        throw cursor.invalidType("a map");
      }
      @Nullable Object[] row = columns.read(cursor);
      if (cursor.next() != null) {
        throw cursor.error("trailing characters");
      }
      return row;
    } catch (JsonProcessingException e) {
      JsonLocation at = e.getLocation();
      throw at == null
          ? new RecordException(e.getOriginalMessage())
          : new RecordException(
              e.getOriginalMessage(), at.getLineNr(), Math.max(0, at.getColumnNr() - 1));
    } catch (IOException e) {
      // The source is an array: what fails is the text in it.
      throw new RecordException(String.valueOf(e.getMessage()));
    }
  }
}
