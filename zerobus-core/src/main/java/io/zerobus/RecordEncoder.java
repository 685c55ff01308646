// SPDX-License-Identifier: Apache-2.0
package io.zerobus;

import org.jspecify.annotations.Nullable;

/** Turns what the application hands over into the bytes of one record. Thread-safe. */
interface RecordEncoder {
  /**
   * The bytes; for {@code byte[]} the same array, which is not kept.
   *
   * @throws NonRetriableException when it is no record of the stream's type
   */
  byte[] encode(@Nullable Object record);

  /** An encoded record as {@link ZerobusStream#getUnackedRecords} gives it back. */
  Object decode(byte[] encoded);
}
