// SPDX-License-Identifier: Apache-2.0
package io.zerobus.log;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.sun.management.ThreadMXBean;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A program that compares our writer of records with Jackson's streaming generator, for one plain
 * event with three MDC entries: CPU time of the thread and bytes allocated, in turns, medians.
 */
final class JsonWriterComparison {

  private static final int EVENTS = 20_000;
  private static final int ROUNDS = 60;
  private static final int WARM_UP = 20;

  private static final String MESSAGE =
      "Order 4711 of customer \"Meier & Söhne\" shipped in 12 ms to warehouse 3, status OK";
  private static final Map<String, String> MDC = new LinkedHashMap<>();

  static {
    MDC.put("request_id", "8f14e45f-ceea-467f-a9f7-3b0f1c2d4e5a");
    MDC.put("user", "u-123456");
    MDC.put("tenant", "north");
  }

  private JsonWriterComparison() {}

  /** One way to write the event; returns the length of the record. */
  interface Way {
    int write(long sequence) throws IOException;
  }

  public static void main(String[] arguments) throws IOException {
    Way ours = ours();
    Way jackson = jackson();
    System.out.println(
        "bytes of a record: ours " + ours.write(0) + ", Jackson " + jackson.write(0));
    double[] ourNanos = new double[ROUNDS];
    double[] jacksonNanos = new double[ROUNDS];
    long ourBytes = Long.MAX_VALUE;
    long jacksonBytes = Long.MAX_VALUE;
    for (int round = -WARM_UP; round < ROUNDS; round++) {
      long[] first = measured(ours);
      long[] second = measured(jackson);
      if (round >= 0) {
        ourNanos[round] = first[0] / (double) EVENTS;
        jacksonNanos[round] = second[0] / (double) EVENTS;
        ourBytes = Math.min(ourBytes, first[1] / EVENTS);
        jacksonBytes = Math.min(jacksonBytes, second[1] / EVENTS);
      }
    }
    Arrays.sort(ourNanos);
    Arrays.sort(jacksonNanos);
    System.out.printf(
        "ours    %6.0f ns median, %6.0f ns least, %d B%n",
        ourNanos[ROUNDS / 2], ourNanos[0], ourBytes);
    System.out.printf(
        "Jackson %6.0f ns median, %6.0f ns least, %d B%n",
        jacksonNanos[ROUNDS / 2], jacksonNanos[0], jacksonBytes);
    System.out.printf(
        "ratio of the medians %.2f%n", ourNanos[ROUNDS / 2] / jacksonNanos[ROUNDS / 2]);
  }

  private static long[] measured(Way way) throws IOException {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long id = Thread.currentThread().getId();
    long bytes = threads.getThreadAllocatedBytes(id);
    long nanos = threads.getCurrentThreadCpuTime();
    for (int i = 0; i < EVENTS; i++) {
      way.write(i);
    }
    return new long[] {
      threads.getCurrentThreadCpuTime() - nanos, threads.getThreadAllocatedBytes(id) - bytes
    };
  }

  private static Way ours() {
    AppenderSettings settings = TestSettings.build(TestSettings.complete());
    LogRecordWriter record =
        new LogRecordWriter(new RecordLayout(settings, "00112233445566778899aabbccddeeff", 4711));
    return sequence -> {
      record.begin(sequence);
      record.timestampMicros(1_770_000_000_000_000L + sequence);
      record.level("INFO");
      record.logger("com.example.orders.ShippingService");
      record.thread("http-nio-8080-exec-7");
      record.message(MESSAGE);
      record.mdc(MDC);
      return record.finish();
    };
  }

  private static Way jackson() {
    JsonFactory factory = new JsonFactory();
    ByteArrayOutputStream out = new ByteArrayOutputStream(1024);
    return sequence -> {
      out.reset();
      try (JsonGenerator json = factory.createGenerator(out)) {
        json.writeStartObject();
        json.writeStringField("service", "shop");
        json.writeStringField("host", "host-1");
        json.writeStringField("instance_id", "00112233445566778899aabbccddeeff");
        json.writeNumberField("pid", 4711);
        json.writeNumberField("seq", sequence);
        json.writeNumberField("timestamp", 1_770_000_000_000_000L + sequence);
        json.writeStringField("level", "INFO");
        json.writeStringField("logger", "com.example.orders.ShippingService");
        json.writeStringField("thread", "http-nio-8080-exec-7");
        json.writeStringField("message", MESSAGE);
        json.writeObjectFieldStart("mdc");
        for (Map.Entry<String, String> entry : MDC.entrySet()) {
          json.writeStringField(entry.getKey(), entry.getValue());
        }
        json.writeEndObject();
        json.writeEndObject();
      }
      return out.size();
    };
  }
}
