// SPDX-License-Identifier: Apache-2.0
package com.example.app;

import io.opentelemetry.api.GlobalOpenTelemetry;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.context.Scope;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;

/** Logs before, in and after a span, and waits. */
public final class SpanProgram {

  private SpanProgram() {}

  /** Argument: {@code logback} or {@code log4j}. */
  public static void main(String[] args) throws InterruptedException {
    Consumer<String> log =
        args[0].equals("logback")
            ? org.slf4j.LoggerFactory.getLogger("com.example.Span")::info
            : org.apache.logging.log4j.LogManager.getLogger("com.example.Span")::info;
    log.accept("before");
    Span span = GlobalOpenTelemetry.getTracer("test").spanBuilder("of the program").startSpan();
    try (Scope scope = span.makeCurrent()) {
      log.accept(
          "in span "
              + span.getSpanContext().getTraceId()
              + " "
              + span.getSpanContext().getSpanId());
    }
    span.end();
    log.accept("after");
    new CountDownLatch(1).await();
  }
}
