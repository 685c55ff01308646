// SPDX-License-Identifier: Apache-2.0
package io.zerobus.local.delta;

import io.delta.kernel.defaults.engine.fileio.SeekableInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** A file read through a buffer, from any position. Used by one thread. */
final class NioInput extends SeekableInputStream {

  private static final int BUFFER_BYTES = 64 * 1024;

  private final FileChannel channel;

  /** What was read ahead: ends at the channel's position. */
  private final ByteBuffer buffer = ByteBuffer.allocate(BUFFER_BYTES).limit(0);

  NioInput(Path path) throws IOException {
    channel = FileChannel.open(path, StandardOpenOption.READ);
  }

  @Override
  public long getPos() throws IOException {
    return channel.position() - buffer.remaining();
  }

  @Override
  public void seek(long position) throws IOException {
    buffer.limit(0);
    channel.position(position);
  }

  @Override
  public int read() throws IOException {
    return fill() ? buffer.get() & 0xff : -1;
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    if (!fill()) {
      return -1;
    }
    int count = Math.min(length, buffer.remaining());
    buffer.get(target, offset, count);
    return count;
  }

  @Override
  public void readFully(byte[] target, int offset, int length) throws IOException {
    if (readNBytes(target, offset, length) < length) {
      throw new EOFException("the file ends before " + length + " bytes could be read");
    }
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }

  private boolean fill() throws IOException {
    if (buffer.hasRemaining()) {
      return true;
    }
    buffer.clear();
    int count = channel.read(buffer);
    buffer.flip();
    return count > 0;
  }
}
