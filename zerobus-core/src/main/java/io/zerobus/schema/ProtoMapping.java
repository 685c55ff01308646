// SPDX-License-Identifier: Apache-2.0
package io.zerobus.schema;

import com.google.protobuf.DescriptorProtos.DescriptorProto;
import com.google.protobuf.DescriptorProtos.FieldDescriptorProto;
import com.google.protobuf.DescriptorProtos.FieldDescriptorProto.Label;
import com.google.protobuf.DescriptorProtos.MessageOptions;
import io.zerobus.schema.ColumnType.Kind;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The protobuf message (proto2) that a record of a table is.
 *
 * <pre>
 * TINYINT, SMALLINT, INT     int32     STRING, VARCHAR(n), CHAR(n)   string
 * DATE                       int32     DECIMAL(p,s)                  string
 * BIGINT                     int64     VARIANT                       string (JSON text)
 * TIMESTAMP, TIMESTAMP_NTZ   int64     STRUCT                        message Col
 * FLOAT, DOUBLE              the same  ARRAY of a scalar             repeated
 * BOOLEAN                    bool      ARRAY of STRUCT               repeated message ColElement
 * BINARY                     bytes     MAP to a scalar, to STRUCT    map, to message ColValue
 * </pre>
 *
 * <p>DATE counts days, TIMESTAMP microseconds, from 1970. What has no form in protobuf is refused:
 * ARRAY of ARRAY or MAP, MAP to ARRAY or MAP, and keys that are fractions, bytes or structs.
 *
 * <p>A column is {@code optional} when nullable, else {@code required}. Its number is its position
 * + 1, so that it stays when another column is dropped; where positions are missing, negative or
 * doubled, columns are numbered in their order. Fields of a STRUCT are numbered in their order.
 * Protobuf keeps 19000 to 19999 for itself: what would be 19000 and more is 1000 higher. In JSON a
 * field has the column's own name.
 *
 * <p>A message stands within that of the column's table or STRUCT; a number is added to its name
 * where that would be the name of a field, of another message, or of one that it stands in.
 */
public final class ProtoMapping {
  /** What the service takes. */
  static final int MAX_COLUMNS = 2000;

  /** Parsers of protobuf read 100 levels: these, and the field of the innermost message. */
  static final int MAX_NESTED_MESSAGES = 99;

  private static final int FIRST_RESERVED_NUMBER = 19_000;
  private static final int RESERVED_NUMBERS = 1_000;
  private static final int MAX_NUMBER = 536_870_911;
  private static final int MAX_QUOTED_CHARS = 200;

  private ProtoMapping() {}

  /** The last part of the table's name, made an identifier where it is none. */
  public static String defaultMessageName(TableSchema schema) {
    String name = schema.name().replaceAll("[^A-Za-z0-9_]", "_");
    return ProtoNames.isIdentifier(name) ? name : "M" + name;
  }

  /**
   * The message of a table, in no package. Type names in it are fully qualified.
   *
   * @throws SchemaException when a column has no form in protobuf, naming its path and type; when
   *     there are no columns or more than 2000; when the message's name is no identifier
   */
  public static DescriptorProto descriptor(TableSchema schema, String messageName) {
    if (!ProtoNames.isIdentifier(messageName)) {
      throw SchemaException.refused(
          "message name '"
              + messageName
              + "': use ASCII letters, digits and underscores, and no digit at the start",
          null);
    }
    if (schema.columns().isEmpty()) {
      throw SchemaException.refused("table " + schema.fullName() + " has no columns", null);
    }
    if (schema.columns().size() > MAX_COLUMNS) {
      throw SchemaException.refused(
          "table "
              + schema.fullName()
              + " has "
              + schema.columns().size()
              + " columns, more than "
              + MAX_COLUMNS,
          null);
    }
    List<Column> columns = new ArrayList<>(schema.columns());
    boolean byPosition = hasSanePositions(columns);
    if (byPosition) {
      columns.sort(Comparator.comparingInt(Column::position));
    }
    return new Scope(messageName).message(columns, byPosition);
  }

  /**
   * Checks one column.
   *
   * @throws SchemaException when its type has no form in protobuf, which is what the service reads
   *     JSON records into as well
   */
  public static void checkType(String columnName, ColumnType type) {
    new Scope("Record").add(new Column(columnName, type, true, 0, null), 1);
  }

  private static boolean hasSanePositions(List<Column> columns) {
    Set<Integer> seen = new HashSet<>();
    for (Column column : columns) {
      int position = column.position();
      if (position < 0 || position >= MAX_NUMBER - RESERVED_NUMBERS || !seen.add(position)) {
        return false;
      }
    }
    return true;
  }

  private static int number(int position) {
    int number = position + 1;
    return number < FIRST_RESERVED_NUMBER ? number : number + RESERVED_NUMBERS;
  }

  private static SchemaException unsupported(String path, ColumnType type, String why) {
    String text = type.toString();
    String shown =
        text.length() <= MAX_QUOTED_CHARS ? text : text.substring(0, MAX_QUOTED_CHARS) + "…";
    return SchemaException.refused(
        "column '" + path + "' of type " + shown + " has no form in protobuf: " + why, null);
  }

  private static SchemaException badName(String path, String why) {
    return SchemaException.refused(
        "column '" + path + "' cannot be a field in protobuf: " + why, null);
  }

  /** Null for what is no scalar. */
  private static FieldDescriptorProto.@Nullable Type scalarOf(ColumnType type) {
    switch (type.kind()) {
      case BYTE:
      case SHORT:
      case INTEGER:
      case DATE:
        return FieldDescriptorProto.Type.TYPE_INT32;
      case LONG:
      case TIMESTAMP:
      case TIMESTAMP_NTZ:
        return FieldDescriptorProto.Type.TYPE_INT64;
      case FLOAT:
        return FieldDescriptorProto.Type.TYPE_FLOAT;
      case DOUBLE:
        return FieldDescriptorProto.Type.TYPE_DOUBLE;
      case BOOLEAN:
        return FieldDescriptorProto.Type.TYPE_BOOL;
      case BINARY:
        return FieldDescriptorProto.Type.TYPE_BYTES;
      case STRING:
      case DECIMAL:
      case VARIANT:
        return FieldDescriptorProto.Type.TYPE_STRING;
      case ARRAY:
      case MAP:
      case STRUCT:
      case UNKNOWN:
        return null;
    }
    throw new AssertionError(type.kind());
  }

  private static FieldDescriptorProto.Builder field(String name, int number, Label label) {
    return FieldDescriptorProto.newBuilder()
        .setName(name)
        .setJsonName(name)
        .setNumber(number)
        .setLabel(label);
  }

  /** One message under construction, and the names that are taken in it. Not thread-safe. */
  private static final class Scope {
    private final String fullName;
    private final String path;
    private final int level;
    private final Set<String> enclosing = new HashSet<>();
    private final Map<String, String> takenBy = new HashMap<>();
    private final DescriptorProto.Builder message;

    Scope(String name) {
      this("." + name, name, "", 0, new HashSet<>());
    }

    private Scope(String fullName, String name, String path, int level, Set<String> enclosing) {
      this.fullName = fullName;
      this.path = path;
      this.level = level;
      this.enclosing.addAll(enclosing);
      this.enclosing.add(name);
      this.message = DescriptorProto.newBuilder().setName(name);
    }

    DescriptorProto message(List<Column> columns, boolean byPosition) {
      reserveNames(columns);
      for (int i = 0; i < columns.size(); i++) {
        Column column = columns.get(i);
        add(column, number(byPosition ? column.position() : i));
      }
      return message.build();
    }

    /** First the names that cannot be chosen: those of columns, and of map entries. */
    private void reserveNames(List<Column> columns) {
      Set<String> lowerCase = new HashSet<>();
      for (Column column : columns) {
        String name = column.name();
        if (!ProtoNames.isIdentifier(name)) {
          throw badName(
              path + name, "only ASCII letters, digits and underscores, and no digit at the start");
        }
        if (!lowerCase.add(name.toLowerCase(Locale.ROOT))) {
          throw badName(path + name, "the name is there twice");
        }
        takenBy.put(name, name);
      }
      for (Column column : columns) {
        if (column.type().kind() == Kind.MAP) {
          reserveEntryName(column);
        }
      }
    }

    private void reserveEntryName(Column column) {
      String entry = entryName(column);
      if (!ProtoNames.isIdentifier(entry)) {
        throw badName(path + column.name(), "a map's entries would be called " + entry);
      }
      String other = takenBy.put(entry, column.name());
      if (other != null) {
        throw badName(
            path + column.name(),
            "the map's entries would be called " + entry + ", which column '" + other + "' is for");
      }
    }

    private static String entryName(Column column) {
      return ProtoNames.pascalCase(column.name()) + "Entry";
    }

    private void add(Column column, int number) {
      String columnPath = path + column.name();
      ColumnType type = column.type();
      Label label = column.isNullable() ? Label.LABEL_OPTIONAL : Label.LABEL_REQUIRED;
      if (type.kind() == Kind.ARRAY) {
        FieldDescriptorProto.Builder field = field(column.name(), number, Label.LABEL_REPEATED);
        setType(field, type.element(), columnPath + ".element", column.name(), "Element");
        message.addField(field);
      } else if (type.kind() == Kind.MAP) {
        addMap(column, number, columnPath);
      } else {
        FieldDescriptorProto.Builder field = field(column.name(), number, label);
        setType(field, type, columnPath, column.name(), "");
        message.addField(field);
      }
    }

    private void addMap(Column column, int number, String columnPath) {
      ColumnType type = column.type();
      FieldDescriptorProto.Type keyType = scalarOf(type.key());
      if (keyType == null
          || keyType == FieldDescriptorProto.Type.TYPE_FLOAT
          || keyType == FieldDescriptorProto.Type.TYPE_DOUBLE
          || keyType == FieldDescriptorProto.Type.TYPE_BYTES) {
        throw unsupported(
            columnPath + ".key", type.key(), "a map's keys are whole numbers, booleans or strings");
      }
      checkLevel(columnPath, type);
      String name = entryName(column);
      FieldDescriptorProto.Builder value = field("value", 2, Label.LABEL_OPTIONAL);
      setType(value, type.value(), columnPath + ".value", column.name(), "Value");
      message.addNestedType(
          DescriptorProto.newBuilder()
              .setName(name)
              .addField(field("key", 1, Label.LABEL_OPTIONAL).setType(keyType))
              .addField(value)
              .setOptions(MessageOptions.newBuilder().setMapEntry(true)));
      message.addField(
          field(column.name(), number, Label.LABEL_REPEATED)
              .setType(FieldDescriptorProto.Type.TYPE_MESSAGE)
              .setTypeName(fullName + "." + name));
    }

    /** A scalar, or a STRUCT, for which a message is added. */
    private void setType(
        FieldDescriptorProto.Builder field,
        ColumnType type,
        String typePath,
        String columnName,
        String suffix) {
      FieldDescriptorProto.Type scalar = scalarOf(type);
      if (scalar != null) {
        field.setType(scalar);
        return;
      }
      if (type.kind() == Kind.UNKNOWN) {
        throw unsupported(typePath, type, "the type is not supported");
      }
      if (type.kind() != Kind.STRUCT) {
        throw unsupported(typePath, type, "arrays and maps cannot be within arrays and maps");
      }
      checkLevel(typePath, type);
      String name = freeName(ProtoNames.pascalCase(columnName) + suffix);
      Scope nested = new Scope(fullName + "." + name, name, typePath + ".", level + 1, enclosing);
      message.addNestedType(nested.message(type.fields(), false));
      field.setType(FieldDescriptorProto.Type.TYPE_MESSAGE).setTypeName(fullName + "." + name);
    }

    private void checkLevel(String typePath, ColumnType type) {
      if (level >= MAX_NESTED_MESSAGES) {
        throw unsupported(
            typePath, type, "messages are nested more than " + MAX_NESTED_MESSAGES + " deep");
      }
    }

    private String freeName(String wanted) {
      String base = ProtoNames.isIdentifier(wanted) ? wanted : "M" + wanted;
      String name = base;
      // Builder is what the Java class of every message has already.
      for (int i = 2;
          takenBy.containsKey(name) || enclosing.contains(name) || name.equals("Builder");
          i++) {
        name = base + i;
      }
      takenBy.put(name, name);
      return name;
    }
  }
}
