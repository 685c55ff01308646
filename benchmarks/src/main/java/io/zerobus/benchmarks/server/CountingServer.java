// SPDX-License-Identifier: Apache-2.0
package io.zerobus.benchmarks.server;

import io.grpc.InsecureServerCredentials;
import io.grpc.Server;
import io.grpc.ServerCredentials;
import io.grpc.TlsServerCredentials;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.zerobus.benchmarks.Usage;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;

/**
 * The program: a Zerobus endpoint that counts and acknowledges, a workspace that gives tokens, and
 * the far end of a plain socket. Ends when its standard input does.
 */
final class CountingServer {

  /** Arguments: requests and nanoseconds of the {@link AckPace}; a key store for TLS, if any. */
  public static void main(String[] arguments) throws IOException, GeneralSecurityException {
    AckPace pace =
        new AckPace(Integer.parseInt(arguments[0]), Duration.ofNanos(Long.parseLong(arguments[1])));
    Received received = new Received();
    Gate gate = new Gate();
    Server server =
        NettyServerBuilder.forAddress(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                arguments.length > 2
                    ? tls(Path.of(arguments[2]))
                    : InsecureServerCredentials.create())
            .directExecutor()
            .maxInboundMessageSize(16 << 20)
            .addService(IngestService.of(received, gate, pace))
            .build()
            .start();
    ScheduledExecutorService timer =
        Executors.newSingleThreadScheduledExecutor(
            task -> {
              Thread thread = new Thread(task, "zerobus-benchmark-acks");
              thread.setDaemon(true);
              return thread;
            });
    long intervalNanos = pace.interval().toNanos();
    ScheduledFuture<?> unused =
        timer.scheduleAtFixedRate(
            gate::acknowledge, intervalNanos, intervalNanos, TimeUnit.NANOSECONDS);
    System.out.println(
        ServerProcess.READY + server.getPort() + " " + Workspace.start() + " " + RawSink.start());
    obey(received, gate);
    System.exit(0);
  }

  private static ServerCredentials tls(Path store) throws IOException, GeneralSecurityException {
    char[] password = TlsStore.PASSWORD.toCharArray();
    KeyStore keys = KeyStore.getInstance("PKCS12");
    try (var in = Files.newInputStream(store)) {
      keys.load(in, password);
    }
    KeyManagerFactory factory =
        KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    factory.init(keys, password);
    return TlsServerCredentials.newBuilder().keyManager(factory.getKeyManagers()).build();
  }

  private static void obey(Received received, Gate gate) throws IOException {
    BufferedReader commands =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    String command;
    while ((command = commands.readLine()) != null) {
      switch (command) {
        case ServerProcess.SHUT -> gate.shut();
        case ServerProcess.OPEN -> gate.open();
        case ServerProcess.COUNTS -> {}
        default -> throw new IOException("unknown command " + command);
      }
      System.out.println(ServerProcess.DONE + received.counts(Usage.cpuNanos()).toLine());
    }
  }

  private CountingServer() {}
}
