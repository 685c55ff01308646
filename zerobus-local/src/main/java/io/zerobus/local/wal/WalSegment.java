// SPDX-License-Identifier: Apache-2.0
package io.zerobus.local.wal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * One file of the write-ahead log: the requests of about one commit interval, in the order in which
 * they were accepted. Integers are big-endian.
 *
 * <pre>
 * file    = frame*
 * frame   = | length   4 | bytes of the payload, at least 4
 *           | checksum 4 | CRC32C of the payload
 *           | payload    | one request, so that a batch is there whole or not at all
 * payload = record+
 * record  = | length   4 | bytes of the text
 *           | text       | JSON in UTF-8, as its table took it
 * </pre>
 *
 * <p>Reading ends at a frame that ends early or fails its checksum. When no good frame comes after
 * it, it is the torn tail of a write that was never synced, so never acknowledged. When one does,
 * the file was damaged, or the write that was not synced had several frames: no one can tell which.
 *
 * <p>Not thread-safe.
 */
public final class WalSegment implements AutoCloseable {

  private static final int HEADER_BYTES = 8;

  private final long number;
  private final Path file;
  private final FileChannel channel;

  /** End of the last frame that is known to be durable. */
  private long syncedBytes;

  /** Of a new, empty file. */
  WalSegment(long number, Path file, FileChannel channel) {
    this.number = number;
    this.file = file;
    this.channel = channel;
  }

  /** One request's records as a frame. */
  public static ByteBuffer frame(List<byte[]> records) {
    int payloadBytes = records.stream().mapToInt(record -> Integer.BYTES + record.length).sum();
    ByteBuffer frame = ByteBuffer.allocate(HEADER_BYTES + payloadBytes);
    frame.putInt(payloadBytes).putInt(0);
    records.forEach(record -> frame.putInt(record.length).put(record));
    CRC32C checksum = new CRC32C();
    checksum.update(frame.array(), HEADER_BYTES, payloadBytes);
    return frame.putInt(Integer.BYTES, (int) checksum.getValue()).flip();
  }

  /**
   * What can be read of a segment.
   *
   * @param requests up to the first frame that is not good
   * @param damaged whether a good frame comes after one that is not
   */
  public record Contents(List<List<byte[]>> requests, boolean damaged) {}

  /** Reads a segment up to its end, a torn tail or damage. */
  public static Contents read(Path file) throws IOException {
    List<List<byte[]>> requests = new ArrayList<>();
    ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file));
    while (true) {
      List<byte[]> request = frameAt(bytes, bytes.position());
      if (request == null) {
        return new Contents(requests, hasFrameAfter(bytes));
      }
      requests.add(request);
      bytes.position(bytes.position() + HEADER_BYTES + bytes.getInt(bytes.position()));
    }
  }

  /** Rises by one from segment to segment of a table; the table remembers the greatest it has. */
  public long number() {
    return number;
  }

  public Path file() {
    return file;
  }

  public long syncedBytes() {
    return syncedBytes;
  }

  /**
   * Writes frames and makes them durable, all with one sync. When this throws, none of them counts
   * and the segment is as it was before, or {@link #close closed} when even that failed.
   */
  public void append(List<ByteBuffer> frames) throws IOException {
    try {
      ByteBuffer[] buffers = frames.toArray(new ByteBuffer[0]);
      long left = frames.stream().mapToLong(ByteBuffer::remaining).sum();
      while (left > 0) {
        left -= channel.write(buffers);
      }
      channel.force(false);
      syncedBytes = channel.position();
    } catch (IOException e) {
      cutBack(e);
      throw e;
    }
  }

  public boolean isOpen() {
    return channel.isOpen();
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }

  private void cutBack(IOException cause) {
    try {
      channel.truncate(syncedBytes);
      channel.position(syncedBytes);
      channel.force(false);
    } catch (IOException e) {
      cause.addSuppressed(e);
      try {
        channel.close();
      } catch (IOException closing) {
        cause.addSuppressed(closing);
      }
    }
  }

  private static boolean hasFrameAfter(ByteBuffer bytes) {
    for (int at = bytes.position() + 1; at < bytes.limit(); at++) {
      if (frameAt(bytes, at) != null) {
        return true;
      }
    }
    return false;
  }

  /** The records of the frame that begins at a position; null when no good one does. */
  private static @Nullable List<byte[]> frameAt(ByteBuffer bytes, int at) {
    if (bytes.limit() - at < HEADER_BYTES) {
      return null;
    }
    int payloadBytes = bytes.getInt(at);
    int left = bytes.limit() - at - HEADER_BYTES;
    if (payloadBytes < Integer.BYTES || payloadBytes > left) {
      return null;
    }
    ByteBuffer payload = bytes.slice(at + HEADER_BYTES, payloadBytes);
    // Before the checksum: it is asked for at every byte behind a bad frame.
    if (!consistsOfRecords(payload)) {
      return null;
    }
    CRC32C checksum = new CRC32C();
    checksum.update(payload.duplicate());
    return (int) checksum.getValue() == bytes.getInt(at + Integer.BYTES) ? records(payload) : null;
  }

  private static boolean consistsOfRecords(ByteBuffer payload) {
    int at = 0;
    while (payload.limit() - at >= Integer.BYTES) {
      int recordBytes = payload.getInt(at);
      at += Integer.BYTES;
      if (recordBytes < 0 || recordBytes > payload.limit() - at) {
        return false;
      }
      at += recordBytes;
    }
    return at == payload.limit();
  }

  private static List<byte[]> records(ByteBuffer payload) {
    List<byte[]> records = new ArrayList<>();
    while (payload.hasRemaining()) {
      byte[] record = new byte[payload.getInt()];
      payload.get(record);
      records.add(record);
    }
    return records;
  }
}
