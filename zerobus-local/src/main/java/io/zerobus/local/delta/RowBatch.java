// SPDX-License-Identifier: Apache-2.0
package io.zerobus.local.delta;

import io.delta.kernel.data.ArrayValue;
import io.delta.kernel.data.ColumnVector;
import io.delta.kernel.data.ColumnarBatch;
import io.delta.kernel.data.MapValue;
import io.delta.kernel.types.ArrayType;
import io.delta.kernel.types.DataType;
import io.delta.kernel.types.MapType;
import io.delta.kernel.types.StructType;
import io.zerobus.local.record.MapCell;
import java.math.BigDecimal;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Rows as Delta Kernel wants them, by column. A cell is null or, by type: Boolean, Byte, Short,
 * Integer, Long, Float, Double, BigDecimal, String, byte[]; {@code Object[]} of the fields for a
 * struct and of the elements for an array; {@link MapCell} for a map. Dates are days and timestamps
 * microseconds since 1970.
 */
final class RowBatch implements ColumnarBatch {

  private final StructType schema;
  private final List<@Nullable Object[]> rows;

  RowBatch(StructType schema, List<@Nullable Object[]> rows) {
    this.schema = schema;
    this.rows = rows;
  }

  @Override
  public StructType getSchema() {
    return schema;
  }

  @Override
  public ColumnVector getColumnVector(int ordinal) {
    @Nullable Object[] cells = new @Nullable Object[rows.size()];
    for (int i = 0; i < cells.length; i++) {
      cells[i] = rows.get(i)[ordinal];
    }
    return new Cells(schema.at(ordinal).getDataType(), cells);
  }

  @Override
  public int getSize() {
    return rows.size();
  }

  /** One column, or the values within one. */
  private static final class Cells implements ColumnVector {

    private final DataType type;
    private final @Nullable Object[] cells;

    Cells(DataType type, @Nullable Object[] cells) {
      this.type = type;
      this.cells = cells;
    }

    @Override
    public DataType getDataType() {
      return type;
    }

    @Override
    public int getSize() {
      return cells.length;
    }

    @Override
    public void close() {}

    @Override
    public boolean isNullAt(int row) {
      return cells[row] == null;
    }

    @Override
    public boolean getBoolean(int row) {
      return (Boolean) at(row);
    }

    @Override
    public byte getByte(int row) {
      return (Byte) at(row);
    }

    @Override
    public short getShort(int row) {
      return (Short) at(row);
    }

    @Override
    public int getInt(int row) {
      return (Integer) at(row);
    }

    @Override
    public long getLong(int row) {
      return (Long) at(row);
    }

    @Override
    public float getFloat(int row) {
      return (Float) at(row);
    }

    @Override
    public double getDouble(int row) {
      return (Double) at(row);
    }

    @Override
    public byte[] getBinary(int row) {
      return (byte[]) at(row);
    }

    @Override
    public String getString(int row) {
      return (String) at(row);
    }

    @Override
    public BigDecimal getDecimal(int row) {
      return (BigDecimal) at(row);
    }

    @Override
    public MapValue getMap(int row) {
      MapCell map = (MapCell) at(row);
      MapType mapType = (MapType) type;
      return new MapValue() {
        @Override
        public int getSize() {
          return map.keys().length;
        }

        @Override
        public ColumnVector getKeys() {
          return new Cells(mapType.getKeyType(), map.keys());
        }

        @Override
        public ColumnVector getValues() {
          return new Cells(mapType.getValueType(), map.values());
        }
      };
    }

    @Override
    public ArrayValue getArray(int row) {
      Object[] elements = (Object[]) at(row);
      DataType elementType = ((ArrayType) type).getElementType();
      return new ArrayValue() {
        @Override
        public int getSize() {
          return elements.length;
        }

        @Override
        public ColumnVector getElements() {
          return new Cells(elementType, elements);
        }
      };
    }

    @Override
    public ColumnVector getChild(int ordinal) {
      @Nullable Object[] children = new @Nullable Object[cells.length];
      for (int i = 0; i < cells.length; i++) {
        @Nullable Object[] struct = (@Nullable Object[]) cells[i];
        children[i] = struct == null ? null : struct[ordinal];
      }
      return new Cells(((StructType) type).at(ordinal).getDataType(), children);
    }

    private Object at(int row) {
      Object cell = cells[row];
      if (cell == null) {
        throw new IllegalStateException("null asked for its value, row " + row + " of " + type);
      }
      return cell;
    }
  }
}
