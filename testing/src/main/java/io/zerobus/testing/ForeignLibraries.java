// SPDX-License-Identifier: Apache-2.0
package io.zerobus.testing;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.protobuf.Timestamp;
import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import kotlin.KotlinVersion;
import okhttp3.Call;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okio.Buffer;

/**
 * Libraries that an application uses beside the appender, and which may be of other versions than
 * the appender's own.
 */
public final class ForeignLibraries {

  private ForeignLibraries() {}

  /** Uses each and prints which one it found. */
  public static void use() throws Exception {
    ManagedChannel channel =
        ManagedChannelBuilder.forAddress("localhost", 1).usePlaintext().build();
    channel.shutdownNow();
    Call call =
        new OkHttpClient.Builder()
            .build()
            .newCall(new Request.Builder().url("http://localhost/").build());
    List<Object> used =
        List.of(
            channel,
            call,
            Timestamp.newBuilder().setSeconds(5).build(),
            new ObjectMapper().readTree("{}"),
            new Buffer().writeUtf8("text"),
            KotlinVersion.CURRENT);
    for (Object each : used) {
      System.out.println("uses " + Path.of(source(each)).getFileName());
    }
  }

  private static URI source(Object of) throws Exception {
    return of.getClass().getProtectionDomain().getCodeSource().getLocation().toURI();
  }
}
