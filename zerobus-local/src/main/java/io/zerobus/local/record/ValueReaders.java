// SPDX-License-Identifier: Apache-2.0
package io.zerobus.local.record;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.delta.kernel.types.ArrayType;
import io.delta.kernel.types.BinaryType;
import io.delta.kernel.types.BooleanType;
import io.delta.kernel.types.ByteType;
import io.delta.kernel.types.DataType;
import io.delta.kernel.types.DateType;
import io.delta.kernel.types.DecimalType;
import io.delta.kernel.types.DoubleType;
import io.delta.kernel.types.FloatType;
import io.delta.kernel.types.IntegerType;
import io.delta.kernel.types.LongType;
import io.delta.kernel.types.MapType;
import io.delta.kernel.types.ShortType;
import io.delta.kernel.types.StringType;
import io.delta.kernel.types.StructField;
import io.delta.kernel.types.StructType;
import io.delta.kernel.types.TimestampNTZType;
import io.delta.kernel.types.TimestampType;
import io.delta.kernel.types.VariantType;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What JSON each column type takes. Readers are immutable; each starts at the first token of its
 * value, which is not null, and ends at the last.
 */
final class ValueReaders {

  private static final String OUT_OF_RANGE = "out of range integral type conversion attempted";
  private static final String FLOAT_OUT_OF_RANGE = "float value out of range";

  /** Of the greatest integer of 64 bits without a sign. */
  private static final int UNSIGNED_64_BIT_DIGITS = 20;

  /** What Java's own parser takes, but with ASCII digits only. */
  private static final Pattern DECIMAL =
      Pattern.compile("[+-]?([0-9]+(\\.[0-9]*)?|\\.[0-9]+)([eE][+-]?[0-9]+)?");

  private ValueReaders() {}

  /** Reads one value of a type into the cell that {@code delta} writes. */
  interface ValueReader {
    Object read(JsonCursor json) throws IOException, RecordException;
  }

  static Struct struct(StructType type) {
    return new Struct(type);
  }

  private static ValueReader of(DataType type) {
    if (type instanceof StructType struct) {
      return new Struct(struct);
    }
    if (type instanceof ArrayType array) {
      return new Array(of(array.getElementType()));
    }
    if (type instanceof MapType map) {
      return new MapOf(keyReader(map.getKeyType()), of(map.getValueType()));
    }
    if (type instanceof DecimalType decimal) {
      return json -> decimal(json, decimal);
    }
    if (type instanceof StringType) {
      return ValueReaders::string;
    }
    if (type instanceof LongType
        || type instanceof TimestampType
        || type instanceof TimestampNTZType) {
      return ValueReaders::int64;
    }
    if (type instanceof IntegerType || type instanceof DateType) {
      return ValueReaders::int32;
    }
    if (type instanceof ShortType) {
      return json -> (short) inRange(json, int32(json), Short.MIN_VALUE, Short.MAX_VALUE);
    }
    if (type instanceof ByteType) {
      return json -> (byte) inRange(json, int32(json), Byte.MIN_VALUE, Byte.MAX_VALUE);
    }
    if (type instanceof BooleanType) {
      return ValueReaders::bool;
    }
    if (type instanceof DoubleType) {
      return ValueReaders::float64;
    }
    if (type instanceof FloatType) {
      return ValueReaders::float32;
    }
    if (type instanceof BinaryType) {
      return ValueReaders::binary;
    }
    if (type instanceof VariantType) {
      return ValueReaders::variant;
    }
    return json -> {
      throw json.error("columns of type " + type + " cannot be written");
    };
  }

  private static String string(JsonCursor json) throws IOException, RecordException {
    if (json.token() != JsonToken.VALUE_STRING) {
      throw json.invalidType("a string");
    }
    return json.text();
  }

  private static Boolean bool(JsonCursor json) throws IOException, RecordException {
    return switch (json.token()) {
      case VALUE_TRUE -> true;
      case VALUE_FALSE -> false;
      default -> throw json.invalidType("a boolean");
    };
  }

  private static long int64(JsonCursor json) throws IOException, RecordException {
    return integer(
        json, Long.MIN_VALUE, Long.MAX_VALUE, "a 64-bit signed integer or decimal string");
  }

  private static int int32(JsonCursor json) throws IOException, RecordException {
    return (int) integer(json, Integer.MIN_VALUE, Integer.MAX_VALUE, "a 32-bit signed integer");
  }

  private static long integer(JsonCursor json, long min, long max, String expected)
      throws IOException, RecordException {
    return switch (json.token()) {
      case VALUE_NUMBER_INT -> {
        JsonParser.NumberType size = json.parser().getNumberType();
        if (size == JsonParser.NumberType.INT || size == JsonParser.NumberType.LONG) {
          yield inRange(json, json.parser().getLongValue(), min, max);
        }
        // The service's parser reads what no 64-bit integer holds as a floating point number.
        String digits = json.text();
        if (digits.length() <= UNSIGNED_64_BIT_DIGITS
            && !digits.startsWith("-")
            && new BigInteger(digits).bitLength() <= Long.SIZE) {
          throw json.error(OUT_OF_RANGE);
        }
        yield wholeFloat(json, min);
      }
      case VALUE_NUMBER_FLOAT -> wholeFloat(json, min);
      case VALUE_STRING -> parse(json, json.text(), min, max);
      default -> throw json.invalidType(expected);
    };
  }

  private static long inRange(JsonCursor json, long value, long min, long max)
      throws IOException, RecordException {
    if (value < min || value > max) {
      throw json.error(OUT_OF_RANGE);
    }
    return value;
  }

  private static long wholeFloat(JsonCursor json, long min) throws IOException, RecordException {
    double value = json.parser().getDoubleValue();
    if (value != Math.rint(value)) {
      throw json.error("expected integer value");
    }
    // The bound above is the one below with the other sign, which a double holds exactly.
    if (value < (double) min || value >= -(double) min) {
      throw json.error(FLOAT_OUT_OF_RANGE);
    }
    return (long) value;
  }

  /** Decimal digits with at most a sign before them. */
  private static long parse(JsonCursor json, String text, long min, long max)
      throws IOException, RecordException {
    int digitsFrom = text.startsWith("-") || text.startsWith("+") ? 1 : 0;
    if (text.isEmpty()) {
      throw json.error("cannot parse integer from empty string");
    }
    if (digitsFrom == text.length()
        || !text.chars().skip(digitsFrom).allMatch(c -> c >= '0' && c <= '9')) {
      throw json.error("invalid digit found in string");
    }
    try {
      long value = Long.parseLong(text);
      if (value >= min && value <= max) {
        return value;
      }
    } catch (NumberFormatException tooLong) {
      // Digits only: it is out of range.
    }
    throw json.error(
        text.startsWith("-")
            ? "number too small to fit in target type"
            : "number too large to fit in target type");
  }

  private static double float64(JsonCursor json) throws IOException, RecordException {
    return switch (json.token()) {
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> {
        double value = json.parser().getDoubleValue();
        if (Double.isInfinite(value)) {
          throw json.error("number out of range");
        }
        yield value;
      }
      case VALUE_STRING -> parseFloat(json, Double::parseDouble);
      default -> throw json.invalidType("a 64-bit floating point value");
    };
  }

  private static float float32(JsonCursor json) throws IOException, RecordException {
    return switch (json.token()) {
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> {
        double value = json.parser().getDoubleValue();
        if (Math.abs(value) > Float.MAX_VALUE) {
          throw json.error(FLOAT_OUT_OF_RANGE);
        }
        yield (float) value;
      }
      case VALUE_STRING -> (float) parseFloat(json, Float::parseFloat);
      default -> throw json.invalidType("a 32-bit floating point value");
    };
  }

  private static double parseFloat(JsonCursor json, ToDoubleFunction<String> parser)
      throws IOException, RecordException {
    String text = json.text();
    return switch (text) {
      case "NaN" -> Double.NaN;
      case "Infinity" -> Double.POSITIVE_INFINITY;
      case "-Infinity" -> Double.NEGATIVE_INFINITY;
      default -> {
        double value = parseDigits(json, text, parser);
        if (Double.isInfinite(value)) {
          throw json.error(FLOAT_OUT_OF_RANGE);
        }
        yield value;
      }
    };
  }

  /** Java would also take blanks, hexadecimal digits and a type's letter. */
  private static double parseDigits(JsonCursor json, String text, ToDoubleFunction<String> parser)
      throws IOException, RecordException {
    if (!text.isEmpty() && text.chars().allMatch(c -> "+-.eE0123456789".indexOf(c) >= 0)) {
      try {
        return parser.applyAsDouble(text);
      } catch (NumberFormatException e) {
        // The same answer as for other characters.
      }
    }
    throw json.error("invalid float literal");
  }

  private static BigDecimal decimal(JsonCursor json, DecimalType type)
      throws IOException, RecordException {
    String text = string(json);
    BigDecimal shortest;
    try {
      shortest = shortest(text);
    } catch (ArithmeticException | NumberFormatException e) {
      throw json.error("invalid decimal: '" + text + "'");
    }
    // Compared before rescaling: an exponent of a few digits can ask for gigabytes of zeros.
    long wholeDigits = (long) shortest.precision() - shortest.scale();
    if (shortest.scale() > type.getScale() || wholeDigits > type.getPrecision() - type.getScale()) {
      throw json.error("'" + text + "' does not fit in " + type);
    }
    return shortest.setScale(type.getScale());
  }

  /** Without zeros at the end; throws when the text is no decimal, or its exponent is too large. */
  private static BigDecimal shortest(String text) {
    if (!DECIMAL.matcher(text).matches()) {
      throw new NumberFormatException(text);
    }
    BigDecimal value = new BigDecimal(text);
    return value.signum() == 0 ? BigDecimal.ZERO : value.stripTrailingZeros();
  }

  private static byte[] binary(JsonCursor json) throws IOException, RecordException {
    if (json.token() != JsonToken.VALUE_STRING) {
      throw json.invalidType("a base64-encoded string");
    }
    String text = json.text();
    boolean urlSafe = text.indexOf('-') >= 0 || text.indexOf('_') >= 0;
    try {
      return (urlSafe ? Base64.getUrlDecoder() : Base64.getDecoder()).decode(text);
    } catch (IllegalArgumentException e) {
      throw json.error("invalid base64: " + e.getMessage());
    }
  }

  private static Object[] variant(JsonCursor json) throws IOException, RecordException {
    String text = string(json);
    try {
      return VariantJson.encode(text);
    } catch (IOException | RuntimeException e) {
      // Whatever the encoder does not take, it is the text that it was given.
      String reason = e.getMessage() == null ? e.toString() : e.getMessage();
      throw json.error("invalid variant: " + reason.lines().findFirst().orElse(reason));
    }
  }

  /** Reads an object's key, which JSON always writes as a string. */
  private interface KeyReader {
    Object read(JsonCursor json, String key) throws IOException, RecordException;
  }

  private static KeyReader keyReader(DataType type) {
    if (type instanceof StringType) {
      return (json, key) -> key;
    }
    if (type instanceof LongType) {
      return (json, key) -> parse(json, key, Long.MIN_VALUE, Long.MAX_VALUE);
    }
    if (type instanceof IntegerType) {
      return (json, key) -> (int) parse(json, key, Integer.MIN_VALUE, Integer.MAX_VALUE);
    }
    if (type instanceof ShortType) {
      return (json, key) -> (short) parse(json, key, Short.MIN_VALUE, Short.MAX_VALUE);
    }
    if (type instanceof ByteType) {
      return (json, key) -> (byte) parse(json, key, Byte.MIN_VALUE, Byte.MAX_VALUE);
    }
    if (type instanceof BooleanType) {
      return (json, key) -> {
        if (key.equals("true") || key.equals("false")) {
          return key.equals("true");
        }
        throw json.error("provided string was not `true` or `false`");
      };
    }
    return (json, key) -> {
      throw json.error("maps with keys of type " + type + " cannot be written");
    };
  }

  /** A JSON object with the fields of a struct: the record itself, or a STRUCT column. */
  static final class Struct implements ValueReader {

    private final Map<String, Integer> ordinals = new HashMap<>();
    private final List<ValueReader> readers = new ArrayList<>();
    private final StructType type;

    Struct(StructType type) {
      this.type = type;
      for (StructField field : type.fields()) {
        ordinals.put(field.getName(), readers.size());
        readers.add(of(field.getDataType()));
      }
    }

    @Override
    public @Nullable Object[] read(JsonCursor json) throws IOException, RecordException {
      if (json.token() != JsonToken.START_OBJECT) {
        throw json.invalidType("a map");
      }
      @Nullable Object[] cells = new @Nullable Object[readers.size()];
      while (json.next() == JsonToken.FIELD_NAME) {
        String name = json.text();
        Integer ordinal = ordinals.get(name);
        if (ordinal == null) {
          throw json.error("unrecognized field name '" + name + "'");
        }
        cells[ordinal] =
            json.next() == JsonToken.VALUE_NULL ? null : readers.get(ordinal).read(json);
      }
      for (int i = 0; i < cells.length; i++) {
        if (cells[i] == null && !type.at(i).isNullable()) {
          throw json.error("missing value for required field '" + type.at(i).getName() + "'");
        }
      }
      return cells;
    }
  }

  private record Array(ValueReader element) implements ValueReader {

    @Override
    public Object read(JsonCursor json) throws IOException, RecordException {
      if (json.token() != JsonToken.START_ARRAY) {
        throw json.invalidType("a list");
      }
      List<Object> elements = new ArrayList<>();
      while (json.next() != JsonToken.END_ARRAY) {
        elements.add(element.read(json));
      }
      return elements.toArray();
    }
  }

  private record MapOf(KeyReader key, ValueReader value) implements ValueReader {

    @Override
    public Object read(JsonCursor json) throws IOException, RecordException {
      if (json.token() != JsonToken.START_OBJECT) {
        throw json.invalidType("a map");
      }
      Map<Object, Object> entries = new LinkedHashMap<>();
      while (json.next() == JsonToken.FIELD_NAME) {
        Object entryKey = key.read(json, json.text());
        json.next();
        entries.put(entryKey, value.read(json));
      }
      return new MapCell(entries.keySet().toArray(), entries.values().toArray());
    }
  }
}
