// SPDX-License-Identifier: Apache-2.0
package io.zerobus.ingest;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;

/**
 * One ingest_record_batch request, as a view on the record buffer: the few bytes of its head are
 * made here, the records are copied from the buffer's segments straight into the transport.
 *
 * <p>Immutable. The bytes it points to stay where they are until the batch is acknowledged, which
 * cannot be before it was written.
 */
final class BatchMessage implements OutboundMessage {
  /** EphemeralStreamRequest.ingest_record_batch = 3, length-delimited. */
  private static final int TAG_BATCH = 0x1A;

  /** IngestRecordBatchRequest.offset_id = 1, varint. */
  private static final int TAG_OFFSET = 0x08;

  private final RecordBuffer buffer;
  private final long start;
  private final long end;
  private final byte[] head;
  private final int size;

  /**
   * @param payloadTag tag byte of the batch field: proto_encoded_batch = 2 or json_batch = 3
   * @param framedBytes bytes of the framed records between start and end
   */
  BatchMessage(
      RecordBuffer buffer, int payloadTag, long offset, long start, long end, long framedBytes) {
    this.buffer = buffer;
    this.start = start;
    this.end = end;
    long inner =
        1L
            + RecordBuffer.varintBytes(offset)
            + 1
            + RecordBuffer.varintBytes(framedBytes)
            + framedBytes;
    byte[] scratch = new byte[32];
    int at = 0;
    scratch[at++] = TAG_BATCH;
    at = putVarint(scratch, at, inner);
    scratch[at++] = TAG_OFFSET;
    at = putVarint(scratch, at, offset);
    scratch[at++] = (byte) payloadTag;
    at = putVarint(scratch, at, framedBytes);
    head = Arrays.copyOf(scratch, at);
    size = Math.toIntExact(at + framedBytes);
  }

  @Override
  public int size() {
    return size;
  }

  @Override
  public void writeTo(OutputStream out) throws IOException {
    out.write(head);
    long position = start;
    long runStart = start;
    // Runs of single records are contiguous wire bytes; only batch headers interrupt them.
    while (position < end) {
      if (buffer.isBatch(position)) {
        copy(out, runStart, position);
        runStart = position + RecordBuffer.BATCH_HEADER_BYTES;
      }
      position = buffer.entryEnd(position);
    }
    copy(out, runStart, end);
  }

  private void copy(OutputStream out, long from, long to) throws IOException {
    long position = from;
    while (position < to) {
      int at = RecordBuffer.offsetInSegment(position);
      int chunk = (int) Math.min(to - position, RecordBuffer.SEGMENT_BYTES - at);
      out.write(buffer.segmentAt(position), at, chunk);
      position += chunk;
    }
  }

  private static int putVarint(byte[] target, int offset, long value) {
    int at = offset;
    long rest = value;
    while ((rest & ~0x7FL) != 0) {
      target[at++] = (byte) (rest | 0x80);
      rest >>>= 7;
    }
    target[at++] = (byte) rest;
    return at;
  }
}
