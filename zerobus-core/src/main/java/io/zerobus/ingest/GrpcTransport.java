// SPDX-License-Identifier: Apache-2.0
package io.zerobus.ingest;

import io.grpc.ManagedChannel;
import io.grpc.okhttp.OkHttpChannelBuilder;
import java.util.concurrent.RejectedExecutionHandler;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * One HTTP/2 connection to the service, over grpc-okhttp, with threads of its own, so that all of
 * them are known, daemons, and gone after {@link #close}. Thread-safe.
 *
 * <p>One stream uses one transport: streams that share a TCP connection slow each other down when a
 * packet is lost.
 */
public final class GrpcTransport implements AutoCloseable {
  /** Version of this client, as the service sees it. */
  public static final String VERSION = "0.1.0";

  private static final long CLOSE_MILLIS = 500;
  private static final long END_MILLIS = 1_000;
  private static final long THREAD_KEEP_ALIVE_SECONDS = 5;

  /**
   * What gRPC still wants to do after the end, such as to read from a connection that was being
   * made, has nobody to do it for; refused, gRPC would log it.
   */
  private static final RejectedExecutionHandler AFTER_THE_END =
      new ThreadPoolExecutor.DiscardPolicy();

  private final ManagedChannel channel;
  private final ThreadPoolExecutor executor;
  private final ScheduledThreadPoolExecutor timer;
  private final TransportSockets sockets;
  private final TransportTrouble trouble;

  private GrpcTransport(
      ManagedChannel channel,
      ThreadPoolExecutor executor,
      ScheduledThreadPoolExecutor timer,
      TransportSockets sockets,
      TransportTrouble trouble) {
    this.channel = channel;
    this.executor = executor;
    this.timer = timer;
    this.sockets = sockets;
    this.trouble = trouble;
  }

  /**
   * Prepares a transport; connects with the first call only. Which proxy it takes is decided here.
   *
   * @throws IllegalArgumentException if the environment names what is no proxy
   */
  public static GrpcTransport create(Endpoint endpoint, TransportOptions options) {
    ProxyAddress proxy = options.proxies().forGrpc(endpoint);
    TransportSockets sockets = TransportSockets.forGrpc(endpoint, proxy, options.proxies());
    ThreadPoolExecutor executor =
        new ThreadPoolExecutor(
            0,
            Integer.MAX_VALUE,
            THREAD_KEEP_ALIVE_SECONDS,
            TimeUnit.SECONDS,
            new SynchronousQueue<>(),
            DaemonThreads.named("zerobus-transport"),
            AFTER_THE_END);
    ScheduledThreadPoolExecutor timer =
        new ScheduledThreadPoolExecutor(1, DaemonThreads.named("zerobus-timer"), AFTER_THE_END);
    timer.setRemoveOnCancelPolicy(true);
    OkHttpChannelBuilder builder =
        // With a proxy it is the proxy's name that is looked up, and nobody else's.
        OkHttpChannelBuilder.forTarget(
                "dns:///" + (proxy == null ? endpoint.authority() : proxy.authority()))
            .overrideAuthority(endpoint.authority())
            // gRPC's own detection would put a second proxy before the first.
            .proxyDetector(address -> null)
            .socketFactory(sockets)
            .userAgent(options.userAgent())
            .transportExecutor(executor)
            .offloadExecutor(executor)
            .scheduledExecutorService(timer)
            // Listeners only enqueue, so the transport's own thread may call them.
            .directExecutor()
            // Retries of gRPC would keep copies of our messages; recovery is the sender's.
            .disableRetry()
            .disableServiceConfigLookUp();
    TlsMaterial tls = options.tls();
    if (endpoint.isPlaintext()) {
      builder.usePlaintext();
    } else if (tls != null) {
      builder.sslSocketFactory(tls.socketFactory());
    }
    return new GrpcTransport(
        builder.build(), executor, timer, sockets, TransportTrouble.connecting(endpoint, proxy));
  }

  /** Connections that carry one stream after the other, for one sender. */
  ConnectionFactory connections(StreamSpec spec, HeadersSource headers) {
    ChannelWatch watch = new ChannelWatch(channel);
    return events -> {
      watch.begin(events);
      // When to try is the sender's decision; gRPC's own back-off would only delay it.
      channel.resetConnectBackoff();
      return new GrpcStreamConnection(channel, spec, headers, events, sockets, trouble);
    };
  }

  /**
   * Ends the connection and the threads; waits for them at most half a second, and then closes what
   * is still about to connect. Idempotent.
   */
  @Override
  public void close() {
    channel.shutdownNow();
    try {
      if (!channel.awaitTermination(CLOSE_MILLIS, TimeUnit.MILLISECONDS)) {
        // The threads are daemons and end with their sockets, below.
        channel.shutdownNow();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      sockets.close();
      executor.shutdown();
      timer.shutdownNow();
      DaemonThreads.awaitEnd(executor, END_MILLIS);
      DaemonThreads.awaitEnd(timer, END_MILLIS);
    }
  }
}
