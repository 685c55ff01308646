// SPDX-License-Identifier: Apache-2.0
package io.zerobus.log;

import io.grpc.Status;
import io.zerobus.ingest.Failure;
import io.zerobus.ingest.GrpcTransport;
import io.zerobus.ingest.HeadersSource;
import io.zerobus.ingest.IngestStream;
import io.zerobus.ingest.RetryPolicy;
import io.zerobus.ingest.SenderOptions;
import io.zerobus.ingest.StreamObserver;
import io.zerobus.ingest.StreamSpec;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Opens one stream to the table and closes it again, without a record and without a retry. */
final class StreamTrial {

  /** Longer than the engine's own bound of an attempt. */
  private static final long OPEN_SECONDS = 20;

  private static final long CLOSE_SECONDS = 5;

  private final Opening opening = new Opening();
  private String streamId = "";

  /**
   * Blocks, for half a minute at most.
   *
   * @return null when it went well
   */
  @Nullable Failure run(AppenderSettings settings, HeadersSource headers)
      throws InterruptedException {
    SenderOptions options =
        SenderOptions.builder(RetryPolicy.bounded(0, 0, 0))
            .recovery(false)
            .connectAtOnce(true)
            .build();
    try (GrpcTransport transport =
        GrpcTransport.create(settings.serverEndpoint(), settings.transport())) {
      IngestStream stream =
          IngestStream.start(
              options, StreamSpec.json(settings.tableName()), transport, headers, opening);
      boolean answered = opening.latch.await(OPEN_SECONDS, TimeUnit.SECONDS);
      streamId = stream.streamId();
      stream.requestClose(TimeUnit.SECONDS.toNanos(CLOSE_SECONDS));
      boolean ended = stream.awaitEnd(TimeUnit.SECONDS.toNanos(2 * CLOSE_SECONDS));
      stream.awaitThreadEnd();
      if (!answered) {
        return noAnswer(OPEN_SECONDS, "the stream was not opened");
      }
      Failure failure = stream.failure();
      return failure != null || ended
          ? failure
          : noAnswer(2 * CLOSE_SECONDS, "the stream was not closed");
    }
  }

  private static Failure noAnswer(long seconds, String what) {
    return Failure.of(Status.Code.DEADLINE_EXCEEDED, what + " within " + seconds + " s");
  }

  /** The service's name of the stream; empty when there was none. */
  String streamId() {
    return streamId;
  }

  /** What to do about a failure, or an empty text. */
  static String remedy(Failure failure, AppenderSettings settings) {
    switch (failure.code()) {
      case UNAUTHENTICATED:
      case PERMISSION_DENIED:
        return "; grant the principal USE CATALOG, USE SCHEMA, and SELECT and MODIFY on "
            + settings.tableName();
      case NOT_FOUND:
        return "; create the table (zerobus.jar create-table prints the SQL), or correct"
            + " tableName";
      case UNIMPLEMENTED:
        return "; serverEndpoint is not the address of a Zerobus service";
      case UNAVAILABLE:
      case DEADLINE_EXCEEDED:
        return "; check serverEndpoint, proxy, and that the network lets connections there";
      default:
        return "";
    }
  }

  /** Knows when the service has answered, either way. */
  private static final class Opening implements StreamObserver {
    final CountDownLatch latch = new CountDownLatch(1);

    @Override
    public void onOpened(String streamId, long pendingRecords) {
      latch.countDown();
    }

    @Override
    public void onFailed(Failure failure, long unacknowledgedRecords) {
      latch.countDown();
    }

    @Override
    public void onClosed(long unacknowledgedRecords) {
      latch.countDown();
    }
  }
}
