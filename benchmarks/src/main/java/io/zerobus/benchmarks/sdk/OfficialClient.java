// SPDX-License-Identifier: Apache-2.0
package io.zerobus.benchmarks.sdk;

import com.databricks.zerobus.StreamConfigurationOptions;
import com.databricks.zerobus.ZerobusException;
import com.databricks.zerobus.ZerobusJsonStream;
import com.databricks.zerobus.ZerobusSdk;
import java.io.IOException;

/**
 * The official Java SDK, with its defaults but one: it counts requests in flight, not records, so
 * that batches of 1000 would hold gigabytes; here as many records may be in flight in all cases.
 */
final class OfficialClient implements Client {

  private static final int RECORDS_IN_FLIGHT = 50_000;

  private final ZerobusSdk sdk;
  private final ZerobusJsonStream stream;
  private final Payload payload;
  private final int batch;

  OfficialClient(String serverEndpoint, String workspaceUrl, Payload payload, int batch) {
    this.payload = payload;
    this.batch = batch;
    sdk = new ZerobusSdk(serverEndpoint, workspaceUrl);
    stream =
        sdk.createJsonStream(
                Contender.TABLE,
                Contender.CLIENT_ID,
                Contender.SECRET,
                StreamConfigurationOptions.builder()
                    .setMaxInflightRecords(RECORDS_IN_FLIGHT / batch)
                    .build())
            .join();
  }

  @Override
  public void send(int turn) throws ZerobusException {
    if (batch == 1) {
      long unused = stream.ingestRecordOffset(payload.record(turn));
    } else {
      stream.ingestRecordsOffset(payload.batch(turn));
    }
  }

  @Override
  public void flush() throws ZerobusException {
    stream.flush();
  }

  @Override
  public void close() throws IOException {
    try {
      stream.close();
    } catch (ZerobusException e) {
      throw new IOException(e);
    }
    sdk.close();
  }
}
