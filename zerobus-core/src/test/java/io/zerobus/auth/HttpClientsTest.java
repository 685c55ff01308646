// SPDX-License-Identifier: Apache-2.0
package io.zerobus.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.zerobus.ingest.Endpoint;
import io.zerobus.ingest.TransportOptions;
import java.io.InterruptedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class HttpClientsTest {

  /** OkHttp tells it of each run of its background tasks. */
  private final Logger tasks = Logger.getLogger("okhttp3.internal.concurrent.TaskRunner");

  private final CountingHandler repeats = new CountingHandler();

  @BeforeEach
  void listen() {
    tasks.setUseParentHandlers(false);
    tasks.setLevel(Level.FINE);
    tasks.addHandler(repeats);
  }

  @AfterEach
  void stopListening() {
    tasks.removeHandler(repeats);
    tasks.setLevel(null);
    tasks.setUseParentHandlers(true);
  }

  /** With no time to keep a connection, OkHttp looks after one in use without a pause. */
  @Test
  void request_thatIsNotAnswered_keepsNoThreadBusy() throws Exception {
    try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      String url = "http://127.0.0.1:" + silent.getLocalPort();
      OkHttpClient client =
          HttpClients.create(
              Endpoint.parse(url),
              null,
              TransportOptions.builder().build(),
              Duration.ofSeconds(5),
              Duration.ofMillis(500));

      assertThatThrownBy(
              () -> client.newCall(new Request.Builder().url(url).build()).execute().close())
          .isInstanceOf(InterruptedIOException.class);

      assertThat(repeats.count()).isLessThan(5);
      assertThat(client.connectionPool().connectionCount()).isZero();
      HttpClients.close(client);
    }
  }

  private static final class CountingHandler extends Handler {

    private final AtomicInteger count = new AtomicInteger();

    int count() {
      return count.get();
    }

    @Override
    public void publish(LogRecord record) {
      if (record.getMessage().contains("run again")) {
        count.incrementAndGet();
      }
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}
  }
}
