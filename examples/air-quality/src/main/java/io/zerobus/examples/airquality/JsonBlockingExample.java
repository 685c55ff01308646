// SPDX-License-Identifier: Apache-2.0
package io.zerobus.examples.airquality;

import io.zerobus.RecordAcknowledgment;
import io.zerobus.TableProperties;
import io.zerobus.ZerobusSdk;
import io.zerobus.ZerobusStream;
import java.util.List;
import java.util.Map;

/** JSON records, and a thread that waits until they are durable. */
public final class JsonBlockingExample {
  private JsonBlockingExample() {}

  public static void main(String[] args) {
    Settings settings = Settings.fromEnvironment();
    try (ZerobusSdk sdk = new ZerobusSdk(settings.serverEndpoint(), settings.workspaceUrl());
        ZerobusStream stream =
            sdk.createStream(
                settings.clientId(),
                settings.clientSecret(),
                TableProperties.json(settings.tableName()))) {

      // Text, or anything that Jackson writes as an object.
      RecordAcknowledgment first =
          stream.ingestRecord("{\"device_name\":\"sensor-1\",\"temp\":21,\"humidity\":55}");
      stream.ingestRecord(Map.of("device_name", "sensor-2", "temp", 22, "humidity", 54));
      System.out.println("durable up to offset " + first.waitForAck());

      // Many: hand them over, then wait once.
      long last = -1;
      for (int i = 0; i < 97; i++) {
        last =
            stream.ingestRecordOffset(
                "{\"device_name\":\"sensor-" + i % 10 + "\",\"temp\":" + (15 + i % 15) + "}");
      }
      stream.waitForOffset(last);

      // A batch is one: all of it is durable, or nothing.
      stream.ingestRecords(List.of("{\"device_name\":\"sensor-3\",\"temp\":20}")).waitForAck();
    }
    System.out.println("100 records are durable");
  }
}
