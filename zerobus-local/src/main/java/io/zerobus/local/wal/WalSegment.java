// SPDX-License-Identifier: Apache-2.0
package io.zerobus.local.wal;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32C;

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
 * <p>A frame that ends early or fails its checksum is the torn tail of a write that was never
 * synced, so never acknowledged: reading ends there.
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

  private WalSegment(long number, Path file, FileChannel channel) {
    this.number = number;
    this.file = file;
    this.channel = channel;
  }

  static WalSegment create(long number, Path file) throws IOException {
    return new WalSegment(
        number,
        file,
        FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE));
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

  /** All requests of a segment, up to a torn tail. */
  public static List<List<byte[]>> read(Path file) throws IOException {
    List<List<byte[]>> requests = new ArrayList<>();
    long left = Files.size(file);
    try (DataInputStream in =
        new DataInputStream(new BufferedInputStream(Files.newInputStream(file)))) {
      while (left >= HEADER_BYTES) {
        int payloadBytes = in.readInt();
        int expected = in.readInt();
        left -= HEADER_BYTES;
        if (payloadBytes < Integer.BYTES || payloadBytes > left) {
          break;
        }
        byte[] payload = in.readNBytes(payloadBytes);
        left -= payloadBytes;
        CRC32C checksum = new CRC32C();
        checksum.update(payload);
        if ((int) checksum.getValue() != expected) {
          break;
        }
        requests.add(records(ByteBuffer.wrap(payload)));
      }
    }
    return requests;
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
