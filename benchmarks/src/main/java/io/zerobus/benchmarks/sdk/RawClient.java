// SPDX-License-Identifier: Apache-2.0
package io.zerobus.benchmarks.sdk;

import com.google.protobuf.CodedOutputStream;
import io.zerobus.proto.EphemeralStreamRequest;
import io.zerobus.proto.IngestRecordBatchRequest;
import io.zerobus.proto.IngestRecordRequest;
import io.zerobus.proto.JsonRecordBatch;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.List;

/**
 * The physical limit: a plain socket, to which the bytes of the same requests, made beforehand, are
 * written 64 KiB at a time. One thread only.
 */
final class RawClient implements Client {

  private static final int WRITE_BYTES = 64 << 10;
  private static final int GRPC_FRAME_BYTES = 5;

  private final InetSocketAddress server;
  private final byte[][] requests;
  private final ByteBuffer buffer = ByteBuffer.allocateDirect(WRITE_BYTES);
  // Owner of all below: the thread that sends.
  private SocketChannel socket;
  private long sent;

  RawClient(int port, Payload payload, int batch) throws IOException {
    server = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    requests = new byte[payload.batches()][];
    for (int i = 0; i < requests.length; i++) {
      requests[i] = framed(request(1_000_000 + i, payload.batch(i), batch));
    }
    socket = SocketChannel.open(server);
  }

  private static EphemeralStreamRequest request(long offset, List<String> records, int batch) {
    EphemeralStreamRequest.Builder request = EphemeralStreamRequest.newBuilder();
    if (batch == 1) {
      request.setIngestRecord(
          IngestRecordRequest.newBuilder().setOffsetId(offset).setJsonRecord(records.get(0)));
    } else {
      request.setIngestRecordBatch(
          IngestRecordBatchRequest.newBuilder()
              .setOffsetId(offset)
              .setJsonBatch(JsonRecordBatch.newBuilder().addAllRecords(records)));
    }
    return request.build();
  }

  private static byte[] framed(EphemeralStreamRequest request) throws IOException {
    int length = request.getSerializedSize();
    byte[] bytes = new byte[GRPC_FRAME_BYTES + length];
    ByteBuffer.wrap(bytes).put((byte) 0).putInt(length);
    CodedOutputStream out = CodedOutputStream.newInstance(bytes, GRPC_FRAME_BYTES, length);
    request.writeTo(out);
    out.checkNoSpaceLeft();
    return bytes;
  }

  @Override
  public void send(int turn) throws IOException {
    byte[] request = requests[turn % requests.length];
    sent += request.length;
    int from = 0;
    while (from < request.length) {
      int count = Math.min(buffer.remaining(), request.length - from);
      buffer.put(request, from, count);
      from += count;
      if (!buffer.hasRemaining()) {
        write();
      }
    }
  }

  private void write() throws IOException {
    buffer.flip();
    while (buffer.hasRemaining()) {
      socket.write(buffer);
    }
    buffer.clear();
  }

  /** Ends the connection, learns how many bytes have arrived, and makes the next one. */
  @Override
  public void flush() throws IOException {
    write();
    socket.shutdownOutput();
    while (buffer.position() < Long.BYTES) {
      if (socket.read(buffer) < 0) {
        throw new IOException("the other end went away");
      }
    }
    long arrived = buffer.flip().getLong();
    buffer.clear();
    if (arrived != sent) {
      throw new IOException(arrived + " bytes arrived of " + sent);
    }
    sent = 0;
    socket.close();
    socket = SocketChannel.open(server);
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
