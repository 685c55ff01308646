// SPDX-License-Identifier: Apache-2.0
package io.zerobus.local.table;

import io.delta.kernel.types.ArrayType;
import io.delta.kernel.types.BooleanType;
import io.delta.kernel.types.LongType;
import io.delta.kernel.types.MapType;
import io.delta.kernel.types.StringType;
import io.delta.kernel.types.StructType;
import io.delta.kernel.types.TimestampType;

/** The columns of a log table as the appenders and the agent fill it by default; all nullable. */
final class DefaultColumns {

  private static final MapType STRINGS = new MapType(StringType.STRING, StringType.STRING, true);

  static final StructType SCHEMA =
      new StructType()
          .add("timestamp", TimestampType.TIMESTAMP)
          .add("level", StringType.STRING)
          .add("logger", StringType.STRING)
          .add("thread", StringType.STRING)
          .add("message", StringType.STRING)
          .add("exception_class", StringType.STRING)
          .add("exception_message", StringType.STRING)
          .add("stack_trace", StringType.STRING)
          .add("stack_hash", StringType.STRING)
          .add("mdc", STRINGS)
          .add("key_values", STRINGS)
          .add("markers", new ArrayType(StringType.STRING, true))
          .add("trace_id", StringType.STRING)
          .add("span_id", StringType.STRING)
          .add("caller", StringType.STRING)
          .add("truncated", BooleanType.BOOLEAN)
          .add("service", StringType.STRING)
          .add("host", StringType.STRING)
          .add("pid", LongType.LONG)
          .add("instance_id", StringType.STRING)
          .add("seq", LongType.LONG);

  private DefaultColumns() {}
}
