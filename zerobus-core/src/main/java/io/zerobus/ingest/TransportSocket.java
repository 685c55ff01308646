// SPDX-License-Identifier: Apache-2.0
package io.zerobus.ingest;

import java.io.BufferedOutputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.Proxy;
import java.net.Socket;
import java.net.SocketException;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A socket that looks at the first byte that comes in, and that its owner can find again. */
final class TransportSocket extends Socket {
  private static final int WRITE_BYTES = 64 << 10;

  private final Set<TransportSocket> open;

  // Written before the socket is handed out; then by its only reader.
  private volatile FirstByteCheck check;

  /** By the JVM's SOCKS proxy, if there is one. */
  TransportSocket(FirstByteCheck check, Set<TransportSocket> open) {
    this.check = check;
    this.open = open;
    open.add(this);
  }

  TransportSocket(Proxy proxy, FirstByteCheck check, Set<TransportSocket> open) {
    super(proxy);
    this.check = check;
    this.open = open;
    open.add(this);
  }

  void check(FirstByteCheck next) {
    check = next;
  }

  @Override
  public InputStream getInputStream() throws IOException {
    return new CheckedStream(super.getInputStream());
  }

  /**
   * The transport writes pieces of 8 KiB at most and flushes when it has no more: together they
   * cost a fraction of the calls into the kernel.
   */
  @Override
  public OutputStream getOutputStream() throws IOException {
    return new BufferedOutputStream(super.getOutputStream(), WRITE_BYTES);
  }

  @Override
  @SuppressWarnings(
      "UnsynchronizedOverridesSynchronized") // super.close() locks, the set needs none
  public void close() throws IOException {
    open.remove(this);
    super.close();
  }

  private final class CheckedStream extends FilterInputStream {
    CheckedStream(InputStream in) {
      super(in);
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
      if (check == FirstByteCheck.NONE || length == 0) {
        return in.read(buffer, offset, length);
      }
      int count;
      try {
        count = in.read(buffer, offset, length);
      } catch (SocketException e) {
        // A TLS port that resets the connection instead of answering with an alert.
        String objection = isClosed() ? null : check.objectionToSilence();
        if (objection == null) {
          throw e;
        }
        throw explained(objection, e);
      }
      String objection =
          count < 0 ? check.objectionToSilence() : check.objection(buffer[offset] & 0xFF);
      if (objection != null) {
        throw explained(objection, null);
      }
      check = FirstByteCheck.NONE;
      return count;
    }

    /** gRPC's reader of frames takes an IOException for the end of the stream, and forgets it. */
    private RuntimeException explained(String objection, @Nullable Throwable cause)
        throws ExplainedException {
      ExplainedException explained = new ExplainedException(objection, cause);
      if (check == FirstByteCheck.HTTP2) {
        throw new UncheckedIOException(explained);
      }
      throw explained;
    }
  }
}
