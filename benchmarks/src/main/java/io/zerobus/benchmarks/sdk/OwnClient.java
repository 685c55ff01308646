// SPDX-License-Identifier: Apache-2.0
package io.zerobus.benchmarks.sdk;

import io.zerobus.TableProperties;
import io.zerobus.ZerobusSdk;
import io.zerobus.ZerobusStream;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** This project's SDK, with its defaults. */
final class OwnClient implements Client {

  private final ZerobusSdk sdk;
  private final ZerobusStream stream;
  private final Payload payload;
  private final int batch;

  OwnClient(
      String serverEndpoint,
      String workspaceUrl,
      @Nullable Path certificate,
      Payload payload,
      int batch) {
    this.payload = payload;
    this.batch = batch;
    ZerobusSdk.Builder builder =
        ZerobusSdk.builder().serverEndpoint(serverEndpoint).workspaceUrl(workspaceUrl).noProxy();
    if (certificate != null) {
      builder.trustFile(certificate);
    }
    sdk = builder.build();
    stream =
        sdk.createStream(
            Contender.CLIENT_ID, Contender.SECRET, TableProperties.json(Contender.TABLE));
  }

  @Override
  public void send(int turn) {
    if (batch == 1) {
      long unused = stream.ingestRecordOffset(payload.record(turn));
    } else {
      long unused = stream.ingestRecordsOffset(payload.batch(turn));
    }
  }

  @Override
  public void flush() {
    stream.flush();
  }

  @Override
  public void close() {
    stream.close();
    sdk.close();
  }
}
