// SPDX-License-Identifier: Apache-2.0
package io.zerobus.benchmarks.appender;

import com.github.loki4j.client.http.HttpConfig;
import com.github.loki4j.client.http.Loki4jHttpClient;
import com.github.loki4j.client.http.LokiResponse;
import com.github.loki4j.client.pipeline.PipelineConfig;
import com.github.loki4j.logback.HttpSender;
import com.github.loki4j.logback.JsonLayout;
import com.github.loki4j.logback.Loki4jAppender;
import com.github.loki4j.logback.PipelineConfigAppenderBase.BatchCfg;
import com.github.loki4j.logback.PipelineConfigAppenderBase.HttpCfg;
import java.nio.ByteBuffer;
import java.util.function.Function;

/** loki4j with its JSON layout, and in place of the network a client that counts the entries. */
final class Loki4j extends LogbackContender {

  private final Arrivals arrivals;

  Loki4j(Valve valve) {
    arrivals = new Arrivals(valve);
    HttpCfg http = new HttpCfg();
    http.setSender(new CountingSender(arrivals));
    BatchCfg batch = new BatchCfg();
    batch.setTimeoutMs(20);
    batch.setSendQueueMaxBytes(64L << 20);
    JsonLayout layout = new JsonLayout();
    layout.setContext(context());
    layout.start();
    Loki4jAppender appender = new Loki4jAppender();
    appender.setHttp(http);
    appender.setBatch(batch);
    appender.setLabels("app=benchmarks");
    appender.setMessage(layout);
    attach(appender);
  }

  @Override
  public long settle(long logged) {
    return arrivals.await(logged);
  }

  /** Makes clients that answer at once. */
  private static final class CountingSender implements HttpSender {

    private final HttpConfig.Builder config = PipelineConfig.java(1_000);
    private final Arrivals arrivals;

    CountingSender(Arrivals arrivals) {
      this.arrivals = arrivals;
      config.setPushUrl("http://127.0.0.1/loki/api/v1/push");
    }

    @Override
    public HttpConfig.Builder getConfig() {
      return config;
    }

    @Override
    public Function<HttpConfig, Loki4jHttpClient> getHttpClientFactory() {
      return ready -> new CountingClient(ready, arrivals);
    }
  }

  private static final class CountingClient implements Loki4jHttpClient {

    private final HttpConfig config;
    private final Arrivals arrivals;

    CountingClient(HttpConfig config, Arrivals arrivals) {
      this.config = config;
      this.arrivals = arrivals;
    }

    @Override
    public HttpConfig getConfig() {
      return config;
    }

    @Override
    public LokiResponse send(ByteBuffer batch) {
      arrivals.add(entriesOf(batch));
      return new LokiResponse(204, "");
    }

    /** Only an entry begins with a bracket and a quote: within texts a quote is escaped. */
    private static long entriesOf(ByteBuffer batch) {
      long entries = 0;
      for (int i = batch.position() + 1; i < batch.limit(); i++) {
        if (batch.get(i) == '"' && batch.get(i - 1) == '[') {
          entries++;
        }
      }
      return entries;
    }

    @Override
    public void close() {}
  }
}
