// SPDX-License-Identifier: Apache-2.0
package io.zerobus.local.sql;

import io.delta.kernel.types.ArrayType;
import io.delta.kernel.types.BinaryType;
import io.delta.kernel.types.BooleanType;
import io.delta.kernel.types.ByteType;
import io.delta.kernel.types.DataType;
import io.delta.kernel.types.DateType;
import io.delta.kernel.types.DecimalType;
import io.delta.kernel.types.DoubleType;
import io.delta.kernel.types.FieldMetadata;
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
import io.zerobus.local.table.TableName;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Reads the statements by which a log table is made at Databricks.
 *
 * <pre>
 * CREATE TABLE [IF NOT EXISTS] c.s.t (column TYPE [NOT NULL] [COMMENT '...'], ...)
 *   [USING DELTA] [COMMENT '...'] [TBLPROPERTIES (...)] [CLUSTER BY (...)];
 * </pre>
 *
 * <p>What a local table has no use for is read and not applied: TBLPROPERTIES, CLUSTER BY, the
 * table's COMMENT; GRANT, CREATE CATALOG and CREATE SCHEMA statements. Anything else is an error.
 */
public final class DdlParser {

  private static final int DEFAULT_DECIMAL_PRECISION = 10;
  private static final int MAX_DECIMAL_PRECISION = 38;

  private static final Map<String, DataType> SCALARS =
      Map.ofEntries(
          Map.entry("STRING", StringType.STRING),
          Map.entry("BOOLEAN", BooleanType.BOOLEAN),
          Map.entry("TINYINT", ByteType.BYTE),
          Map.entry("BYTE", ByteType.BYTE),
          Map.entry("SMALLINT", ShortType.SHORT),
          Map.entry("SHORT", ShortType.SHORT),
          Map.entry("INT", IntegerType.INTEGER),
          Map.entry("INTEGER", IntegerType.INTEGER),
          Map.entry("BIGINT", LongType.LONG),
          Map.entry("LONG", LongType.LONG),
          Map.entry("FLOAT", FloatType.FLOAT),
          Map.entry("REAL", FloatType.FLOAT),
          Map.entry("DOUBLE", DoubleType.DOUBLE),
          Map.entry("DATE", DateType.DATE),
          Map.entry("TIMESTAMP", TimestampType.TIMESTAMP),
          Map.entry("TIMESTAMP_NTZ", TimestampNTZType.TIMESTAMP_NTZ),
          Map.entry("BINARY", BinaryType.BINARY),
          Map.entry("VARIANT", VariantType.VARIANT));

  private final TokenCursor tokens;

  private DdlParser(String sql) {
    tokens = new TokenCursor(sql);
  }

  /**
   * Reads statements separated by semicolons.
   *
   * @throws DdlException at the first that is not understood
   */
  public static List<CreateTable> parse(String sql) throws DdlException {
    return new DdlParser(sql).statements();
  }

  private List<CreateTable> statements() throws DdlException {
    List<CreateTable> tables = new ArrayList<>();
    while (!tokens.atEnd()) {
      if (tokens.skipSymbol(";")) {
        continue;
      }
      if (tokens.isNext("GRANT")
          || tokens.isNext("CREATE", "CATALOG")
          || tokens.isNext("CREATE", "SCHEMA")) {
        tokens.skipStatement();
      } else if (tokens.skip("CREATE", "TABLE")) {
        tables.add(createTable());
      } else {
        throw tokens.error("CREATE TABLE or GRANT expected");
      }
      if (!tokens.atEnd()) {
        tokens.expectSymbol(";");
      }
    }
    return tables;
  }

  private CreateTable createTable() throws DdlException {
    boolean ifNotExists = tokens.skip("IF", "NOT", "EXISTS");
    TableName name = tableName();
    tokens.expectSymbol("(");
    List<StructField> columns = new ArrayList<>();
    Set<String> names = new HashSet<>();
    do {
      StructField column = field(false);
      if (!names.add(column.getName().toLowerCase(Locale.ROOT))) {
        throw tokens.error("column '" + column.getName() + "' is there twice");
      }
      columns.add(column);
    } while (tokens.skipSymbol(","));
    tokens.expectSymbol(")");
    skipClauses();
    return new CreateTable(name, new StructType(columns), ifNotExists);
  }

  private TableName tableName() throws DdlException {
    StringBuilder name = new StringBuilder(tokens.expectName("a table name"));
    while (tokens.skipSymbol(".")) {
      name.append('.').append(tokens.expectName("a name after the dot"));
    }
    String text = name.toString();
    return TableName.parse(text)
        .orElseThrow(
            () ->
                tokens.error(
                    "'"
                        + text
                        + "' is not catalog.schema.table, each of letters, digits, _ and -"));
  }

  private void skipClauses() throws DdlException {
    while (true) {
      if (tokens.skip("USING")) {
        tokens.expect("DELTA");
      } else if (tokens.skip("COMMENT")) {
        tokens.expectString();
      } else if (tokens.skip("TBLPROPERTIES")) {
        tokens.skipParentheses();
      } else if (tokens.skip("CLUSTER", "BY")) {
        if (!tokens.skip("AUTO") && !tokens.skip("NONE")) {
          tokens.skipParentheses();
        }
      } else {
        return;
      }
    }
  }

  /** A column of a table, or a field of a STRUCT, which may have a colon after its name. */
  private StructField field(boolean ofStruct) throws DdlException {
    String name = tokens.expectName(ofStruct ? "a field's name" : "a column's name");
    if (ofStruct) {
      tokens.skipSymbol(":");
    }
    DataType type = type();
    boolean nullable = true;
    FieldMetadata metadata = FieldMetadata.empty();
    while (true) {
      if (tokens.skip("NOT")) {
        tokens.expect("NULL");
        nullable = false;
      } else if (tokens.skip("COMMENT")) {
        metadata = FieldMetadata.builder().putString("comment", tokens.expectString()).build();
      } else {
        return new StructField(name, type, nullable, metadata);
      }
    }
  }

  private DataType type() throws DdlException {
    if (tokens.skip("ARRAY")) {
      tokens.expectSymbol("<");
      DataType element = type();
      tokens.expectSymbol(">");
      return new ArrayType(element, true);
    }
    if (tokens.skip("MAP")) {
      tokens.expectSymbol("<");
      DataType key = type();
      tokens.expectSymbol(",");
      DataType value = type();
      tokens.expectSymbol(">");
      return new MapType(key, value, true);
    }
    if (tokens.skip("STRUCT")) {
      return struct();
    }
    if (tokens.skip("DECIMAL") || tokens.skip("DEC") || tokens.skip("NUMERIC")) {
      return decimal();
    }
    if (tokens.skip("VARCHAR") || tokens.skip("CHAR")) {
      tokens.skipParentheses();
      return StringType.STRING;
    }
    for (Map.Entry<String, DataType> scalar : SCALARS.entrySet()) {
      if (tokens.skip(scalar.getKey())) {
        return scalar.getValue();
      }
    }
    throw tokens.error("a column type expected");
  }

  private StructType struct() throws DdlException {
    List<StructField> fields = new ArrayList<>();
    tokens.expectSymbol("<");
    do {
      fields.add(field(true));
    } while (tokens.skipSymbol(","));
    tokens.expectSymbol(">");
    return new StructType(fields);
  }

  private DecimalType decimal() throws DdlException {
    int precision = DEFAULT_DECIMAL_PRECISION;
    int scale = 0;
    if (tokens.skipSymbol("(")) {
      precision = tokens.expectNumber();
      scale = tokens.skipSymbol(",") ? tokens.expectNumber() : 0;
      tokens.expectSymbol(")");
    }
    if (precision < 1 || precision > MAX_DECIMAL_PRECISION || scale > precision) {
      throw tokens.error("DECIMAL(" + precision + "," + scale + ") is out of range");
    }
    return new DecimalType(precision, scale);
  }
}
