// SPDX-License-Identifier: Apache-2.0
package io.zerobus.log;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.grpc.Status;
import io.zerobus.ingest.IngestStream;
import io.zerobus.ingest.ScriptedServer;
import io.zerobus.proto.CreateIngestStreamRequest;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Several streams of one shipper, which share its buffer of one mebibyte. */
@Tag("slow")
class LogStreamsTest {

  private static final long SECONDS_10 = TimeUnit.SECONDS.toNanos(10);
  private static final int BUFFER_BYTES = 1 << 20;

  /** With its framing 1 KiB, so that a run is a quarter of the buffer. */
  private static final int RECORD_BYTES = 1_021;

  /** What is offered at once goes to one stream. */
  private static final int RUN = 256;

  private final FakeStatus status = new FakeStatus();
  private final Stalling script = new Stalling();
  private final ShipperRig rig = new ShipperRig(new ScriptedServer(script));
  private final ShipperRegistry registry = new ShipperRegistry(LogShipper::start);
  private ShipperLease lease;
  private LogShipper shipper;

  /** Opens streams until it is away, and acknowledges nothing until it is told to. */
  private static final class Stalling implements ScriptedServer.Script {
    volatile boolean away;
    volatile boolean acknowledges;

    @Override
    public void onCreate(ScriptedServer.Stream stream, CreateIngestStreamRequest request) {
      if (away) {
        stream.end(Status.UNAVAILABLE);
      } else {
        stream.open();
      }
    }

    @Override
    public void onBatch(ScriptedServer.Stream stream, long offset, List<String> records) {
      if (acknowledges) {
        stream.ack(offset);
      }
    }
  }

  private void start(int streams) {
    rig.start();
    lease =
        registry.acquire(
            TestSettings.build(
                rig.settings()
                    .set("bufferSize", "1 MiB")
                    .set("linger", "0 ms")
                    .set("streams", Integer.toString(streams))),
            status);
    shipper = lease.shipper();
  }

  @AfterEach
  void nothingIsLeft() {
    lease.stop(0);
    registry.closeIdle();
    rig.close();
  }

  private int offer(boolean givesUpOldest) {
    long sequence = shipper.counts().nextSequence();
    byte[] record = record(sequence).getBytes(UTF_8);
    return shipper.offer(sequence, record, 0, record.length, givesUpOldest);
  }

  private static String record(long sequence) {
    String end = "}";
    String begin = "{\"seq\":" + sequence;
    return begin + " ".repeat(RECORD_BYTES - begin.length() - end.length()) + end;
  }

  private void offerRun() {
    for (int i = 0; i < RUN; i++) {
      assertThat(offer(false)).isEqualTo(RecordSink.OFFERED);
    }
  }

  /** One run for each stream, which then takes a quarter of the buffer. */
  private void openStreams(int count) {
    for (int i = 1; i <= count; i++) {
      offerRun();
      int open = i;
      await().atMost(10, TimeUnit.SECONDS).until(() -> received(open - 1) == RUN);
      if (i < count) {
        await().atMost(10, TimeUnit.SECONDS).until(() -> shipper.openStreams() == open + 1);
      }
    }
  }

  private int received(int stream) {
    List<ScriptedServer.Stream> streams = rig.server.streams;
    return streams.size() > stream ? streams.get(stream).records.size() : 0;
  }

  private void acknowledgeAll() {
    script.acknowledges = true;
    rig.server.streams.forEach(ScriptedServer.Stream::ackAll);
  }

  @Test
  void stalledService_oneMoreStreamAtATimeUntilThereAreAsManyAsMayBe() {
    start(3);
    openStreams(3);

    assertThat(shipper.openStreams()).isEqualTo(3);
    assertThat(rig.server.streams).hasSize(3);
    acknowledgeAll();
    await().until(() -> shipper.pendingRecords() == 0);
    assertThat(shipper.openStreams()).isEqualTo(3);
  }

  @Test
  void buffer_isSharedToTheRecord() throws Exception {
    start(4);
    openStreams(4);

    assertThat(4 * RUN * IngestStream.bufferedBytes(RECORD_BYTES)).isEqualTo(BUFFER_BYTES);
    assertThat(shipper.pendingBytes()).isEqualTo(BUFFER_BYTES);
    assertThat(shipper.hasRoom(0, 0)).isFalse();
    for (int i = 0; i < RUN; i++) {
      assertThat(offer(false)).isEqualTo(RecordSink.FULL);
    }
    acknowledgeAll();
    assertThat(shipper.flush(SECONDS_10)).isTrue();
    assertThat(shipper.pendingBytes()).isZero();
    assertThat(shipper.hasRoom((int) (BUFFER_BYTES - 10), 0)).isTrue();
  }

  @Test
  void flush_waitsForAllStreams() throws Exception {
    start(4);
    openStreams(4);
    for (int stream = 0; stream < 4; stream++) {
      assertThat(shipper.flush(1)).isFalse();
      rig.server.streams.get((stream + 1) % 4).ackAll();
      int left = 3 - stream;
      await().until(() -> shipper.pendingRecords() == left * RUN);
    }

    assertThat(shipper.flush(SECONDS_10)).isTrue();
  }

  @Test
  void streamWithoutAConnection_takesLittle() {
    start(4);
    openStreams(4);
    script.away = true;
    rig.server.streams.get(1).end(Status.UNAVAILABLE);
    rig.server.streams.get(0).ackAll();
    rig.server.streams.get(2).ackAll();
    rig.server.streams.get(3).ackAll();
    script.acknowledges = true;
    await().until(() -> shipper.pendingRecords() == RUN);

    int runs = 40;
    for (int i = 0; i < runs; i++) {
      offerRun();
      int done = (4 + i) * RUN;
      await().until(() -> shipper.acknowledgedRecords() == done);
    }

    assertThat(shipper.pendingRecords()).isEqualTo(RUN);
  }

  /** The room is with a stream that cannot send, and the other holds next to nothing. */
  @Test
  void dropOldest_theFirstStreamHoldsItAllAndIsAway_theNewestStay() throws Exception {
    start(2);
    openStreams(1);
    while (offer(false) == RecordSink.OFFERED) {
      assertThat(shipper.pendingBytes()).isLessThanOrEqualTo(BUFFER_BYTES);
    }
    await().atMost(10, TimeUnit.SECONDS).until(() -> shipper.openStreams() == 2);
    script.away = true;
    rig.server.streams.get(0).end(Status.UNAVAILABLE);
    await().atMost(10, TimeUnit.SECONDS).until(() -> offer(true) == RecordSink.OFFERED);
    int from = (int) shipper.counts().offered();
    for (int i = 0; i < 2 * RUN; i++) {
      assertThat(offer(true)).as("event %s", i).isEqualTo(RecordSink.OFFERED);
    }
    assertThat(shipper.counts().lost(LossReason.OVERFLOW)).isBetween(2L * RUN, 3L * RUN);

    script.acknowledges = true;
    script.away = false;
    assertThat(shipper.flush(SECONDS_10)).isTrue();

    Set<String> stored = new HashSet<>(rig.server.records());
    for (int i = from; i < from + 2 * RUN; i++) {
      assertThat(stored).as("event %s", i).contains(record(i));
    }
  }
}
