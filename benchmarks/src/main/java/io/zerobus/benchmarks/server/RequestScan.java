// SPDX-License-Identifier: Apache-2.0
package io.zerobus.benchmarks.server;

import io.grpc.MethodDescriptor.Marshaller;
import io.grpc.Status;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/**
 * Reads a request without making messages of it: looks at its tags and steps over the rest.
 * Thread-safe.
 *
 * <pre>
 * request   1 create_stream | 2 ingest_record | 3 ingest_record_batch
 * record    1 offset_id, 2 or 3 the record
 * batch     1 offset_id, 2 or 3 the list, in which each field 1 is a record
 * </pre>
 */
final class RequestScan implements Marshaller<Request> {

  private static final int VARINT = 0;
  private static final int LENGTH_DELIMITED = 2;

  private final ThreadLocal<Cursor> cursors = ThreadLocal.withInitial(Cursor::new);

  @Override
  public Request parse(InputStream message) {
    Cursor cursor = cursors.get();
    try {
      cursor.fill(message);
    } catch (IOException e) {
      throw Status.INTERNAL.withCause(e).asRuntimeException();
    }
    return request(cursor);
  }

  private static Request request(Cursor in) {
    int bytes = in.end;
    int field = in.tag(LENGTH_DELIMITED);
    int length = (int) in.varint();
    if (in.position + length != in.end) {
      throw malformed("a request is one field");
    }
    return switch (field) {
      case 1 -> new Request(Request.CREATE, 0, bytes);
      case 2 -> new Request(offset(in), 1, bytes);
      case 3 -> new Request(offset(in), batchRecords(in), bytes);
      default -> throw malformed("no request has field " + field);
    };
  }

  private static long offset(Cursor in) {
    if (in.tag(VARINT) != 1) {
      throw malformed("the offset comes first");
    }
    return in.varint();
  }

  private static int batchRecords(Cursor in) {
    in.tag(LENGTH_DELIMITED);
    int end = (int) in.varint() + in.position;
    int records = 0;
    while (in.position < end) {
      in.tag(LENGTH_DELIMITED);
      in.skipField();
      records++;
    }
    return records;
  }

  private static RuntimeException malformed(String reason) {
    return Status.INVALID_ARGUMENT.withDescription(reason).asRuntimeException();
  }

  @Override
  public InputStream stream(Request request) {
    // A server writes no requests.
    return new ByteArrayInputStream(new byte[0]);
  }

  /** A place in the message that a thread reads. Owner: that thread. */
  private static final class Cursor {
    private byte[] bytes = new byte[1 << 20];
    private int end;
    private int position;

    void fill(InputStream message) throws IOException {
      position = 0;
      end = 0;
      int read;
      while ((read = message.read(bytes, end, bytes.length - end)) >= 0) {
        end += read;
        if (end == bytes.length) {
          bytes = Arrays.copyOf(bytes, 2 * end);
        }
      }
    }

    /** The number of the next field, which must be of this kind. */
    int tag(int wireType) {
      int tag = (int) varint();
      if ((tag & 7) != wireType) {
        throw malformed("field " + (tag >>> 3) + " has wire type " + (tag & 7));
      }
      return tag >>> 3;
    }

    /** Steps over a field that says its length first. */
    void skipField() {
      int length = (int) varint();
      position += length;
    }

    long varint() {
      long value = 0;
      for (int shift = 0; shift < 64; shift += 7) {
        if (position >= end) {
          throw malformed("the request ends within a number");
        }
        byte next = bytes[position++];
        value |= (long) (next & 0x7f) << shift;
        if (next >= 0) {
          return value;
        }
      }
      throw malformed("a number is too long");
    }
  }
}
