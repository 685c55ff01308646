// SPDX-License-Identifier: Apache-2.0
package io.zerobus.examples.airquality;

import io.zerobus.AckCallback;
import io.zerobus.StreamConfigurationOptions;
import io.zerobus.TableProperties;
import io.zerobus.ZerobusSdk;
import io.zerobus.ZerobusStream;
import java.util.concurrent.atomic.AtomicLong;

/** JSON records without waiting for any: a callback says what became of each. */
public final class JsonAsyncExample {
  private JsonAsyncExample() {}

  public static void main(String[] args) {
    Settings settings = Settings.fromEnvironment();
    AtomicLong durable = new AtomicLong();
    AckCallback callback =
        new AckCallback() {
          @Override
          public void onAck(long offset) {
            durable.incrementAndGet();
          }

          @Override
          public void onError(long offset, String message) {
            System.err.println("offset " + offset + " is not durable: " + message);
          }
        };
    StreamConfigurationOptions options =
        StreamConfigurationOptions.builder().ackCallback(callback).build();
    try (ZerobusSdk sdk = new ZerobusSdk(settings.serverEndpoint(), settings.workspaceUrl());
        ZerobusStream stream =
            sdk.createStream(
                settings.clientId(),
                settings.clientSecret(),
                TableProperties.json(settings.tableName()),
                options)) {
      for (int i = 0; i < 100; i++) {
        String record =
            "{\"device_name\":\"sensor-" + i % 10 + "\",\"temp\":" + (15 + i % 15) + "}";
        // -1 when there is no room; a program with an event loop would do something else meanwhile.
        while (stream.tryIngestRecordOffset(record) < 0) {
          stream.whenWritable().join();
        }
      }
    } // closing delivers what is left and waits for the callbacks
    System.out.println(durable + " records are durable");
  }
}
