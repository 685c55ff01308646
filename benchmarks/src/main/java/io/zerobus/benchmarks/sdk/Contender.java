// SPDX-License-Identifier: Apache-2.0
package io.zerobus.benchmarks.sdk;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Who is compared. */
enum Contender {
  ZEROBUS("zerobus") {
    @Override
    Client open(Server server, Payload payload, int batch) {
      return new OwnClient(
          server.endpoint(), server.workspaceUrl(), server.certificate(), payload, batch);
    }
  },
  OFFICIAL("official-sdk") {
    @Override
    Client open(Server server, Payload payload, int batch) {
      return new OfficialClient(server.endpoint(), server.workspaceUrl(), payload, batch);
    }
  },
  RAW("raw-socket") {
    @Override
    Client open(Server server, Payload payload, int batch) throws Exception {
      return new RawClient(server.rawPort(), payload, batch);
    }
  };

  /** The server takes any. */
  static final String TABLE = "main.default.records";

  static final String CLIENT_ID = "benchmark";
  static final String SECRET = "benchmark";

  private final String label;

  Contender(String label) {
    this.label = label;
  }

  /** As it stands in the tables. */
  String label() {
    return label;
  }

  /** Connects. */
  abstract Client open(Server server, Payload payload, int batch) throws Exception;

  /**
   * Where the server is. Immutable.
   *
   * @param certificate null in plaintext
   */
  record Server(String endpoint, String workspaceUrl, int rawPort, @Nullable Path certificate) {}
}
