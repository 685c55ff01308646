// SPDX-License-Identifier: Apache-2.0
package io.zerobus.benchmarks.appender;

import io.opentelemetry.instrumentation.logback.appender.v1_0.OpenTelemetryAppender;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.logs.SdkLoggerProvider;
import io.opentelemetry.sdk.logs.data.LogRecordData;
import io.opentelemetry.sdk.logs.export.BatchLogRecordProcessor;
import io.opentelemetry.sdk.logs.export.LogRecordExporter;
import java.time.Duration;
import java.util.Collection;
import java.util.concurrent.TimeUnit;

/** OpenTelemetry's Logback appender with its batch processor; the exporter only counts. */
final class OpenTelemetryBatch extends LogbackContender {

  private static final long FLUSH_SECONDS = 10;

  private final Arrivals arrivals;
  private final OpenTelemetrySdk sdk;

  OpenTelemetryBatch(Valve valve) {
    arrivals = new Arrivals(valve);
    sdk =
        OpenTelemetrySdk.builder()
            .setLoggerProvider(
                SdkLoggerProvider.builder()
                    .addLogRecordProcessor(
                        BatchLogRecordProcessor.builder(new CountingExporter(arrivals))
                            .setMaxQueueSize(16_384)
                            .setScheduleDelay(Duration.ofMillis(20))
                            .build())
                    .build())
            .build();
    OpenTelemetryAppender appender = new OpenTelemetryAppender();
    appender.setMdcAttributesIncluded("*");
    appender.setOpenTelemetry(sdk);
    attach(appender);
  }

  /** What has not arrived after a flush was dropped. */
  @Override
  public long settle(long logged) {
    CompletableResultCode unused =
        sdk.getSdkLoggerProvider().forceFlush().join(FLUSH_SECONDS, TimeUnit.SECONDS);
    return arrivals.missing(logged);
  }

  @Override
  public void close() {
    super.close();
    sdk.close();
  }

  private static final class CountingExporter implements LogRecordExporter {

    private final Arrivals arrivals;

    CountingExporter(Arrivals arrivals) {
      this.arrivals = arrivals;
    }

    @Override
    public CompletableResultCode export(Collection<LogRecordData> records) {
      arrivals.add(records.size());
      return CompletableResultCode.ofSuccess();
    }

    @Override
    public CompletableResultCode flush() {
      return CompletableResultCode.ofSuccess();
    }

    @Override
    public CompletableResultCode shutdown() {
      return CompletableResultCode.ofSuccess();
    }
  }
}
