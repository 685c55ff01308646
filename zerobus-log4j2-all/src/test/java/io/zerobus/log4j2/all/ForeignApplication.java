// SPDX-License-Identifier: Apache-2.0
package io.zerobus.log4j2.all;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.protobuf.Timestamp;
import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import java.nio.file.Path;
import java.util.List;
import kotlin.KotlinVersion;
import okhttp3.Call;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okio.Buffer;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;

/**
 * An application with libraries of its own that it uses beside the appender. It runs in a JVM of
 * its own and prints which ones it found.
 */
public final class ForeignApplication {

  /** Not the name of this class: loggers of the appender's own package are not shipped. */
  private static final Logger LOG = LogManager.getLogger("com.example.Foreign");

  private ForeignApplication() {}

  /** Logs as many events as the argument says. */
  public static void main(String[] args) throws Exception {
    int events = Integer.parseInt(args[0]);
    LOG.info("before");
    useLibraries();
    for (int i = 2; i < events; i++) {
      LOG.info("event {}", i);
    }
    LOG.error("last event", new IllegalStateException("over"));
  }

  private static void useLibraries() throws Exception {
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

  private static java.net.URI source(Object of) throws Exception {
    return of.getClass().getProtectionDomain().getCodeSource().getLocation().toURI();
  }
}
