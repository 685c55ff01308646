// SPDX-License-Identifier: Apache-2.0
package io.zerobus.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** One attempt to open a stream, with the test in the place of the sender. */
final class Attempt {
  private static final long LIMIT_SECONDS = 20;

  private final Semaphore wakeups = new Semaphore(0);
  private final SenderEvents events = new SenderEvents(wakeups::release);
  private final StreamConnection connection;

  private Attempt(GrpcTransport transport) {
    connection =
        transport.connections(StreamSpec.json("main.default.t"), new SomeHeaders()).create(events);
  }

  /** Asks for headers and starts the call, on the thread of the test. */
  static Attempt start(GrpcTransport transport) throws InterruptedException {
    Attempt attempt = new Attempt(transport);
    attempt.connection.start();
    ConnectionEvent headers = attempt.next();
    assertThat(headers.kind).isEqualTo(ConnectionEvent.Kind.HEADERS);
    attempt.connection.open(Objects.requireNonNull(headers.headers));
    return attempt;
  }

  /** The end of an attempt that must fail. */
  static Failure failure(GrpcTransport transport) throws InterruptedException {
    ConnectionEvent event = start(transport).outcome();
    assertThat(event.kind).isEqualTo(ConnectionEvent.Kind.TERMINATED);
    Failure failure = Objects.requireNonNull(event.failure);
    assertThat(failure.verdict()).isEqualTo(FailureClassifier.Verdict.RETRY);
    return failure;
  }

  /** Waits for OPENED or TERMINATED. */
  ConnectionEvent outcome() throws InterruptedException {
    ConnectionEvent event = next();
    while (event.kind == ConnectionEvent.Kind.READY) {
      event = next();
    }
    return event;
  }

  boolean isConnected() {
    return connection.isConnected();
  }

  void assertOpens() throws InterruptedException {
    ConnectionEvent event = outcome();
    assertThat(event.failure).isNull();
    assertThat(event.kind).isEqualTo(ConnectionEvent.Kind.OPENED);
  }

  private ConnectionEvent next() throws InterruptedException {
    SenderEvent event;
    do {
      assertThat(wakeups.tryAcquire(LIMIT_SECONDS, TimeUnit.SECONDS)).isTrue();
      event = Objects.requireNonNull(events.poll());
    } while (event instanceof ReachedNews); // for who makes a pause
    return (ConnectionEvent) event;
  }

  /** Headers that any server of the tests takes. */
  static final class SomeHeaders implements HeadersSource {
    @Override
    public CompletionStage<RequestHeaders> headers() {
      return CompletableFuture.completedFuture(
          new RequestHeaders(Map.of("authorization", "Bearer s3cret-token")));
    }

    @Override
    public void refused(RequestHeaders headers) {}
  }
}
