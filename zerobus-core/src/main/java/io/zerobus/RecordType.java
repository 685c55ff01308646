// SPDX-License-Identifier: Apache-2.0
package io.zerobus;

/** How the records of a stream are encoded. */
public enum RecordType {
  /** Each record is one JSON object. */
  JSON,
  /** Each record is one protobuf message, of the type that {@link TableProperties} names. */
  PROTO
}
