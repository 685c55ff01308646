// SPDX-License-Identifier: Apache-2.0
package io.zerobus.benchmarks.sdk;

import io.zerobus.benchmarks.server.AckPace;
import io.zerobus.benchmarks.server.ServerProcess;
import io.zerobus.benchmarks.server.TlsStore;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The servers that the trials of a suite share, each started when it is first asked for. One that
 * has run for a while is what clients meet in practice. Not thread-safe.
 */
final class SdkServers implements AutoCloseable {

  private final Path folder;
  private @Nullable ServerProcess plaintext;
  private @Nullable ServerProcess slow;
  private @Nullable ServerProcess tls;
  private @Nullable TlsStore store;

  /**
   * @param folder for the key of the one with TLS
   */
  SdkServers(Path folder) {
    this.folder = folder;
  }

  ServerProcess plaintext() throws IOException {
    if (plaintext == null) {
      plaintext = ServerProcess.start();
    }
    return plaintext;
  }

  /** One that acknowledges at this pace only. */
  ServerProcess slow(Duration interval) throws IOException {
    if (slow == null) {
      slow = ServerProcess.start(AckPace.every(interval), null);
    }
    return slow;
  }

  ServerProcess tls() throws IOException, InterruptedException {
    if (tls == null) {
      tls = ServerProcess.start(AckPace.USUAL, store());
    }
    return tls;
  }

  Path certificate() throws IOException, InterruptedException {
    return store().certificate();
  }

  private TlsStore store() throws IOException, InterruptedException {
    if (store == null) {
      store = TlsStore.make(folder);
    }
    return store;
  }

  @Override
  public void close() {
    close(plaintext);
    close(slow);
    close(tls);
    plaintext = null;
    slow = null;
    tls = null;
  }

  private static void close(@Nullable ServerProcess server) {
    if (server != null) {
      server.close();
    }
  }
}
