// SPDX-License-Identifier: Apache-2.0
package io.zerobus.ingest;

import io.grpc.Drainable;
import io.grpc.KnownLength;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.jspecify.annotations.Nullable;

/**
 * Hands an {@link OutboundMessage} to gRPC, which drains it into the transport's own buffer; no
 * copy of the message is made in between.
 *
 * <p>Not thread-safe; used once by the thread that sends.
 */
final class OutboundMessageStream extends InputStream implements Drainable, KnownLength {
  private @Nullable OutboundMessage message;

  // Non-null only when somebody reads instead of draining, which gRPC does not do today.
  private @Nullable InputStream rendered;

  OutboundMessageStream(OutboundMessage message) {
    this.message = message;
  }

  @Override
  public int drainTo(OutputStream target) throws IOException {
    OutboundMessage drained = message;
    if (drained == null) {
      return 0;
    }
    drained.writeTo(target);
    message = null;
    return drained.size();
  }

  @Override
  public int available() throws IOException {
    if (rendered != null) {
      return rendered.available();
    }
    return message == null ? 0 : message.size();
  }

  @Override
  public int read() throws IOException {
    return rendered().read();
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    return rendered().read(target, offset, length);
  }

  private InputStream rendered() throws IOException {
    if (rendered == null) {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream(available());
      int unused = drainTo(bytes);
      rendered = new ByteArrayInputStream(bytes.toByteArray());
    }
    return rendered;
  }
}
