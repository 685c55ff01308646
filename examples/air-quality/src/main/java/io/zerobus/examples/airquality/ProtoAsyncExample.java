// SPDX-License-Identifier: Apache-2.0
package io.zerobus.examples.airquality;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.DynamicMessage;
import io.zerobus.TableProperties;
import io.zerobus.ZerobusSdk;
import io.zerobus.ZerobusStream;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * Protobuf records without a generated class, since the type comes from the table itself; each call
 * gives a future.
 */
public final class ProtoAsyncExample {
  private ProtoAsyncExample() {}

  public static void main(String[] args) {
    Settings settings = Settings.fromEnvironment();
    try (ZerobusSdk sdk = new ZerobusSdk(settings.serverEndpoint(), settings.workspaceUrl())) {
      TableProperties table =
          TableProperties.fromUnityCatalog(
              sdk, settings.clientId(), settings.clientSecret(), settings.tableName());
      long durable =
          sdk.createStreamAsync(settings.clientId(), settings.clientSecret(), table)
              .thenCompose(stream -> send(stream, table.getDescriptor()))
              .join();
      System.out.println(durable + " records are durable");
    }
  }

  private static CompletableFuture<Long> send(ZerobusStream stream, Descriptor type) {
    List<CompletableFuture<Long>> sent = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      sent.add(stream.ingestRecordAsync(reading(type, i)));
    }
    return CompletableFuture.allOf(sent.toArray(new CompletableFuture<?>[0]))
        .thenCompose(unused -> stream.closeAsync())
        .thenApply(unused -> (long) sent.size());
  }

  private static DynamicMessage reading(Descriptor type, int i) {
    return DynamicMessage.newBuilder(type)
        .setField(type.findFieldByName("device_name"), "sensor-" + i % 10)
        .setField(type.findFieldByName("temp"), 15 + i % 15)
        .setField(type.findFieldByName("humidity"), 50L + i % 20)
        .build();
  }
}
