// SPDX-License-Identifier: Apache-2.0
package io.zerobus.ingest;

/**
 * Changes a record that was accepted and is not acknowledged, such as to blank out what the table
 * does not take.
 *
 * <p>Runs on the sender thread: it must return soon, throw nothing and run no user code. It may see
 * a record that it has changed before, and must then leave it as it is.
 */
public interface RecordEdit {
  /**
   * Changes the bytes of one record in place; its length stays.
   *
   * @param record a copy, written back afterwards
   * @param length of the record, from index 0
   */
  void edit(byte[] record, int length);
}
