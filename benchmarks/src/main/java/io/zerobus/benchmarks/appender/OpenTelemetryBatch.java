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
  private static final int FLUSHES = 3;

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

  /**
   * What has not arrived after some flushes was dropped. One is not enough: a flush that meets the
   * end of the one before says that it is done, and has done nothing.
   */
  @Override
  public long settle(long logged) {
    long missing = logged;
    for (int flush = 0; flush < FLUSHES && missing > 0; flush++) {
      CompletableResultCode unused =
          sdk.getSdkLoggerProvider().forceFlush().join(FLUSH_SECONDS, TimeUnit.SECONDS);
      missing = arrivals.missing(logged);
    }
    return missing;
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
