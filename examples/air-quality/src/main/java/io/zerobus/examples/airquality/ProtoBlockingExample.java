// SPDX-License-Identifier: Apache-2.0
package io.zerobus.examples.airquality;

import io.zerobus.TableProperties;
import io.zerobus.ZerobusSdk;
import io.zerobus.ZerobusStream;
import java.util.ArrayList;
import java.util.List;

/** Protobuf records of a generated class, and a thread that waits until they are durable. */
public final class ProtoBlockingExample {
  private ProtoBlockingExample() {}

  public static void main(String[] args) {
    Settings settings = Settings.fromEnvironment();
    try (ZerobusSdk sdk = new ZerobusSdk(settings.serverEndpoint(), settings.workspaceUrl());
        ZerobusStream stream =
            sdk.createStream(
                settings.clientId(),
                settings.clientSecret(),
                TableProperties.proto(settings.tableName(), AirQuality.getDescriptor()))) {

      long offset = stream.ingestRecord(reading(0)).waitForAck();
      System.out.println("durable up to offset " + offset);

      List<AirQuality> batch = new ArrayList<>();
      for (int i = 1; i < 50; i++) {
        batch.add(reading(i));
      }
      stream.ingestRecords(batch).waitForAck();

      for (int i = 50; i < 100; i++) {
        stream.ingestRecord(reading(i));
      }
      stream.flush();
    }
    System.out.println("100 records are durable");
  }

  private static AirQuality reading(int i) {
    return AirQuality.newBuilder()
        .setDeviceName("sensor-" + i % 10)
        .setTemp(15 + i % 15)
        .setHumidity(50 + i % 20)
        .build();
  }
}
