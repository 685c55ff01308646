// SPDX-License-Identifier: Apache-2.0
package io.zerobus.local.table;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One request of a stream: records that become durable together.
 *
 * @param stream who is told about it
 * @param offset its number in the stream
 * @param records JSON in UTF-8, as checked
 * @param rows the same, as rows
 */
public record WriteRequest(
    Stream stream, long offset, List<byte[]> records, List<@Nullable Object[]> rows) {

  /** The stream a request came from. Both methods are called by the table's writing thread. */
  public interface Stream {

    /** Everything up to an offset is durable. */
    void onDurable(long offset);

    /** Nothing more of this stream becomes durable. */
    void onRefused(String reason);

    /** False once {@link #onRefused} was called. */
    boolean isAlive();
  }

  int bytes() {
    return records.stream().mapToInt(record -> record.length).sum();
  }
}
