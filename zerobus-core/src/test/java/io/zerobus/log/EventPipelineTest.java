// SPDX-License-Identifier: Apache-2.0
package io.zerobus.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.zerobus.ingest.DaemonThreads;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EventPipelineTest {

  private static final int FULL = RecordSink.FULL;
  private static final int OFFERED = RecordSink.OFFERED;

  private final FakeSink sink = new FakeSink();
  private final FakeClock clock = new FakeClock();

  @AfterEach
  void leavesNoInterrupt() {
    Thread.interrupted();
  }

  /** A mapper whose events are messages of the logger {@code app}. */
  private static class MessageMapper implements EventMapper<String> {
    private final BiConsumer<String, LogRecordWriter> mapping;

    MessageMapper(BiConsumer<String, LogRecordWriter> mapping) {
      this.mapping = mapping;
    }

    @Override
    public String loggerName(String event) {
      return event.startsWith("logger ") ? event.substring(7) : "app";
    }

    @Override
    public boolean isWarnOrAbove(String event) {
      return event.equals("WARN");
    }

    @Override
    public void map(String event, LogRecordWriter record) {
      mapping.accept(event, record);
    }
  }

  private EventPipeline<String> pipeline(AppenderSettings.Builder settings) {
    return pipeline(settings, (event, record) -> record.message(event));
  }

  private EventPipeline<String> pipeline(
      AppenderSettings.Builder settings, BiConsumer<String, LogRecordWriter> mapping) {
    return new EventPipeline<>(
        TestSettings.build(settings), sink, new MessageMapper(mapping), clock);
  }

  // Complaint 22.
  @Test
  void append_ofEvents_offersTheirRecordsWithSequenceNumbers() {
    EventPipeline<String> pipeline = pipeline(TestSettings.complete());

    pipeline.append("first");
    pipeline.append("second");

    assertThat(sink.records).hasSize(2);
    assertThat(sink.records.get(0)).contains("\"seq\":0").contains("\"message\":\"first\"");
    assertThat(sink.records.get(1)).contains("\"seq\":1").contains("\"message\":\"second\"");
  }

  // Complaint 24.
  @Test
  void append_ofEvents_tellsWhetherAnotherAppenderShouldHaveThem() {
    EventPipeline<String> pipeline =
        pipeline(
            TestSettings.complete(),
            (event, record) -> {
              record.message(event);
              if (event.equals("broken")) {
                throw new IllegalStateException();
              }
            });
    sink.offers.add(OFFERED);
    sink.offers.add(FULL);
    sink.offers.add(RecordSink.CLOSED);

    assertThat(pipeline.append("taken")).isTrue();
    assertThat(pipeline.append("no room")).isFalse();
    assertThat(pipeline.append("late")).isFalse();
    assertThat(pipeline.append("broken")).isFalse();
    assertThat(pipeline.append("logger io.grpc")).isTrue();
  }

  // Complaint 4.
  @ParameterizedTest
  @ValueSource(strings = {"drop", "drop-low-levels"})
  void append_afterARecordThatFoundNoRoom_encodesNoneUntilThereIsSomeForIt(String policy) {
    List<String> encoded = new ArrayList<>();
    EventPipeline<String> pipeline =
        pipeline(
            TestSettings.complete().set("overflowPolicy", policy),
            (event, record) -> {
              encoded.add(event);
              record.message(event + " ".repeat(500));
            });
    sink.freeBytes = 200;
    pipeline.append("first of a full buffer");
    pipeline.append("WARN");
    pipeline.append("third");
    assertThat(encoded).containsExactly("first of a full buffer");
    assertThat(sink.counts.lost()).isEqualTo(3);

    sink.freeBytes = 5_000;
    pipeline.append("fourth");
    sink.freeBytes = 200;
    pipeline.append("fifth");
    assertThat(encoded).containsExactly("first of a full buffer", "fourth", "fifth");
    assertThat(sink.records).singleElement().asString().contains("fourth");
  }

  /** One large record must not keep the others out of the room that there is. */
  @Test
  void append_afterAVeryLargeRecord_waitsForNoMoreThanAPart() {
    EventPipeline<String> pipeline = pipeline(TestSettings.complete());
    sink.freeBytes = 20_000;
    pipeline.append("x".repeat(30_000));
    pipeline.append("small");
    assertThat(sink.records).singleElement().asString().contains("small");
  }

  // Complaint 4.
  @Test
  void append_withDropWhenFull_countsAndLeavesAGapInTheSequence() {
    EventPipeline<String> pipeline = pipeline(TestSettings.complete());
    sink.offers.add(FULL);

    pipeline.append("lost");
    pipeline.append("kept");

    assertThat(sink.waitsNanos).isEmpty();
    assertThat(pipeline.lost(LossReason.OVERFLOW)).isEqualTo(1);
    assertThat(sink.records).singleElement().asString().contains("\"seq\":1");
  }

  @Test
  void append_withBlockWhenFull_waitsForRoom() {
    EventPipeline<String> pipeline = pipeline(block("2 s"));
    sink.offers.add(FULL);
    sink.offers.add(FULL);
    sink.waits.add(
        () -> {
          clock.advance(Duration.ofMillis(500));
          return true;
        });

    pipeline.append("event");

    assertThat(sink.records).hasSize(1);
    assertThat(sink.waitsNanos)
        .containsExactly(Duration.ofSeconds(2).toNanos(), Duration.ofMillis(1500).toNanos());
    assertThat(pipeline.lost(LossReason.OVERFLOW)).isZero();
  }

  // Complaint 4.
  @Test
  void append_withBlockAndNoRoomInTime_dropsAndCounts() {
    EventPipeline<String> pipeline = pipeline(block("2 s"));
    for (int i = 0; i < 10; i++) {
      sink.offers.add(FULL);
    }
    sink.waits.add(
        () -> {
          clock.advance(Duration.ofSeconds(2));
          return false;
        });

    pipeline.append("event");

    assertThat(sink.records).isEmpty();
    assertThat(sink.waitsNanos).hasSize(1);
    assertThat(pipeline.lost(LossReason.OVERFLOW)).isEqualTo(1);
  }

  // Complaint 4.
  @Test
  void append_withBlockAndOthersFaster_endsInTime() {
    EventPipeline<String> pipeline = pipeline(block("2 s"));
    for (int i = 0; i < 10; i++) {
      sink.offers.add(FULL);
      sink.waits.add(
          () -> {
            clock.advance(Duration.ofMillis(900));
            return true;
          });
    }

    pipeline.append("event");

    assertThat(sink.waitsNanos).hasSize(3);
    assertThat(pipeline.lost(LossReason.OVERFLOW)).isEqualTo(1);
  }

  @Test
  void append_withBlockForEver_waitsAgainWithoutALimit() {
    EventPipeline<String> pipeline = pipeline(block("0"));
    for (int i = 0; i < 5; i++) {
      sink.offers.add(FULL);
    }
    sink.waits.add(
        () -> {
          clock.advance(Duration.ofHours(1));
          return true;
        });

    pipeline.append("event");

    assertThat(sink.waitsNanos).containsExactly(0L, 0L, 0L, 0L, 0L);
    assertThat(sink.records).hasSize(1);
  }

  @Test
  void append_withBlockAndAnInterrupt_triesOnceMoreAndKeepsTheInterrupt() {
    EventPipeline<String> pipeline = pipeline(block("2 s"));
    for (int result : new int[] {OFFERED, FULL}) {
      sink.offers.add(FULL);
      sink.offers.add(result);
      sink.waits.add(
          () -> {
            throw new InterruptedException();
          });

      pipeline.append("event");

      assertThat(Thread.interrupted()).isTrue();
    }

    assertThat(sink.records).hasSize(1);
    assertThat(pipeline.lost(LossReason.OVERFLOW)).isEqualTo(1);
  }

  @Test
  void append_onAnInterruptedThreadWithRoom_shipsAndKeepsTheInterrupt() {
    EventPipeline<String> pipeline = pipeline(block("2 s"));
    Thread.currentThread().interrupt();

    pipeline.append("event");

    assertThat(Thread.interrupted()).isTrue();
    assertThat(sink.records).hasSize(1);
  }

  @Test
  void append_toAClosedSink_countsShutdown() {
    EventPipeline<String> pipeline = pipeline(block("2 s"));
    sink.offers.add(RecordSink.CLOSED);

    pipeline.append("late");

    assertThat(sink.waitsNanos).isEmpty();
    assertThat(pipeline.lost(LossReason.SHUTDOWN)).isEqualTo(1);
  }

  // Complaint 12.
  @Test
  void append_ofARecordWhoseFixedPartIsTooLarge_countsOversize() {
    EventPipeline<String> pipeline =
        pipeline(
            TestSettings.complete().set("maxRecordSize", "1 KiB"),
            (event, record) -> record.logger(event));

    pipeline.append("x".repeat(2000));
    pipeline.append("short");

    assertThat(pipeline.lost(LossReason.OVERSIZE)).isEqualTo(1);
    assertThat(sink.records).hasSize(1);
  }

  // Complaint 16.
  @Test
  void append_whenMappingThrows_countsEncodeAndGoesOn() {
    EventPipeline<String> pipeline =
        pipeline(
            TestSettings.complete(),
            (event, record) -> {
              record.message(event);
              if (event.equals("runtime")) {
                throw new IllegalStateException();
              }
              if (event.equals("memory")) {
                throw new OutOfMemoryError();
              }
              if (event.equals("stack")) {
                throw new StackOverflowError();
              }
              if (event.equals("link")) {
                throw new NoSuchMethodError();
              }
            });

    for (String event : new String[] {"runtime", "memory", "stack", "link"}) {
      assertThatCode(() -> pipeline.append(event)).doesNotThrowAnyException();
    }
    pipeline.append("fine");

    assertThat(pipeline.lost(LossReason.ENCODE)).isEqualTo(4);
    assertThat(sink.records).singleElement().asString().contains("\"message\":\"fine\"");
  }

  // Complaint 3.
  @Test
  void append_nestedInAnAppend_countsRecursionAndTakesNoNumber() {
    EventPipeline<?>[] itself = new EventPipeline<?>[1];
    EventPipeline<String> pipeline =
        pipeline(
            TestSettings.complete(),
            (event, record) -> {
              appendTo(itself[0], "nested");
              record.message(event);
            });
    itself[0] = pipeline;

    pipeline.append("a");
    pipeline.append("b");

    assertThat(pipeline.lost(LossReason.RECURSION)).isEqualTo(2);
    assertThat(sink.records).hasSize(2);
    assertThat(sink.counts.nextSequence()).isEqualTo(2);
  }

  @SuppressWarnings("unchecked")
  private static void appendTo(EventPipeline<?> pipeline, String event) {
    ((EventPipeline<String>) pipeline).append(event);
  }

  // Complaint 3.
  @Test
  void append_ofOurOwnLoggers_countsRecursionAndTakesNoNumber() {
    EventPipeline<String> pipeline = pipeline(TestSettings.complete());

    pipeline.append("logger io.grpc.netty.X");
    pipeline.append("logger com.example.X");

    assertThat(pipeline.lost(LossReason.RECURSION)).isEqualTo(1);
    assertThat(sink.counts.nextSequence()).isEqualTo(1);
  }

  // Complaint 3.
  @Test
  void append_onAThreadOfOurs_countsRecursion() throws Exception {
    EventPipeline<String> pipeline = pipeline(TestSettings.complete());
    Thread thread = DaemonThreads.create("OkHttpClientTransport", () -> pipeline.append("x"));
    thread.start();
    thread.join();

    assertThat(pipeline.lost(LossReason.RECURSION)).isEqualTo(1);
    assertThat(sink.counts.nextSequence()).isZero();
  }

  @Test
  void stop_stopsTheSinkOnceWithTheTimeout() {
    EventPipeline<String> pipeline =
        pipeline(TestSettings.complete().set("shutdownTimeout", "3 s"));

    pipeline.stop();
    pipeline.stop();

    assertThat(sink.stopsNanos).containsExactly(Duration.ofSeconds(3).toNanos());
  }

  @Test
  void append_withDropAndAFullBuffer_doesNotEvenEncode() {
    AtomicInteger encoded = new AtomicInteger();
    EventPipeline<String> pipeline =
        pipeline(TestSettings.complete(), (event, record) -> encoded.incrementAndGet());
    sink.percentFree = 0;

    assertThat(pipeline.append("event")).isFalse();

    assertThat(encoded).hasValue(0);
    assertThat(pipeline.lost(LossReason.OVERFLOW)).isEqualTo(1);
    assertThat(sink.counts.offered()).isEqualTo(1);
  }

  // Complaint 24.
  @Test
  void append_withDropLowLevels_keepsTheLastFifthForWarnings() {
    EventPipeline<String> pipeline =
        pipeline(TestSettings.complete().set("overflowPolicy", "drop-low-levels"));
    sink.percentFree = 21;
    assertThat(pipeline.append("info")).isTrue();
    sink.percentFree = 20;
    assertThat(pipeline.append("info")).isFalse();
    assertThat(pipeline.append("WARN")).isTrue();
    sink.percentFree = 0;
    assertThat(pipeline.append("WARN")).isFalse();

    assertThat(pipeline.lost(LossReason.LEVEL)).isEqualTo(1);
    assertThat(pipeline.lost(LossReason.OVERFLOW)).isEqualTo(1);
    assertThat(sink.records).hasSize(2);
  }

  @Test
  void append_withDropOldest_offersAlsoToAFullBuffer() {
    EventPipeline<String> pipeline =
        pipeline(TestSettings.complete().set("overflowPolicy", "drop-oldest"));
    sink.percentFree = 0;

    assertThat(pipeline.append("event")).isTrue();

    assertThat(sink.givingUp).containsExactly(true);
  }

  @Test
  void append_onAThreadOfTheApplicationsThatIsCalledLikeOurs_ships() throws Exception {
    EventPipeline<String> pipeline = pipeline(TestSettings.complete());
    Thread thread = new Thread(() -> pipeline.append("x"), "zerobus-importer");
    thread.start();
    thread.join();

    assertThat(sink.records).hasSize(1);
  }

  @Test
  void append_ofARecordLargerThanTheSharedBuffer_countsOversizeAndDoesNotWait() {
    EventPipeline<String> pipeline = pipeline(block("0"));
    sink.offers.add(RecordSink.TOO_LARGE);

    assertThat(pipeline.append("large")).isFalse();

    assertThat(sink.waitsNanos).isEmpty();
    assertThat(pipeline.lost(LossReason.OVERSIZE)).isEqualTo(1);
  }

  @Test
  void append_ofAnEventThatThrowsBeforeItHasANumber_isOfferedAndLostOnce() {
    EventPipeline<String> pipeline =
        EventPipeline.into(
            sink,
            TestSettings.build(TestSettings.complete()),
            new MessageMapper((event, record) -> record.message(event)) {
              @Override
              public String loggerName(String event) {
                throw new IllegalStateException("broken event");
              }
            });

    assertThat(pipeline.append("x")).isFalse();

    assertThat(sink.counts.offered()).isEqualTo(1);
    assertThat(pipeline.lost(LossReason.ENCODE)).isEqualTo(1);
  }

  @Test
  void leaveOut_whileAnEventIsEncoded_isTakenOutOfItsRecordToo() {
    EventPipeline<?>[] itself = new EventPipeline<?>[1];
    EventPipeline<String> pipeline =
        pipeline(
            TestSettings.complete(),
            (event, record) -> {
              record.message(event);
              itself[0].intake().leaveOut(Set.of("host"));
            });
    itself[0] = pipeline;

    pipeline.append("x");

    assertThat(sink.records).singleElement().asString().doesNotContain("\"host\"");
  }

  @Test
  void leaveOut_ofAColumn_writesRecordsWithoutItFromThenOn() {
    EventPipeline<String> pipeline = pipeline(TestSettings.complete());
    pipeline.append("with");

    pipeline.intake().leaveOut(Set.of("host"));
    pipeline.append("without");
    pipeline.intake().leaveOut(Set.of("service"));
    pipeline.append("neither");

    assertThat(sink.records.get(0)).contains("\"host\":", "\"service\":");
    assertThat(sink.records.get(1)).contains("\"service\":").doesNotContain("\"host\":");
    assertThat(sink.records.get(2)).doesNotContain("\"host\":", "\"service\":");
  }

  // Complaint 6.
  @Test
  void append_fromManyThreads_losesAndRepeatsNothing() throws Exception {
    EventPipeline<String> pipeline = pipeline(TestSettings.complete());
    Thread[] threads = new Thread[8];
    for (int t = 0; t < threads.length; t++) {
      String name = "t" + t;
      threads[t] =
          new Thread(
              () -> {
                for (int i = 0; i < 500; i++) {
                  pipeline.append(name + "-" + i + "x".repeat(i));
                }
              });
      threads[t].start();
    }
    for (Thread thread : threads) {
      thread.join();
    }

    assertThat(sink.records).hasSize(4000).doesNotHaveDuplicates();
    for (String record : sink.records) {
      LogRecordWriterTest.JSON.readTree(record);
    }
  }

  private static AppenderSettings.Builder block(String timeout) {
    return TestSettings.complete().set("overflowPolicy", "block").set("blockTimeout", timeout);
  }
}
