// SPDX-License-Identifier: Apache-2.0
package io.zerobus.testing;

import io.zerobus.HeadersProvider;
import io.zerobus.OAuthHeadersProvider;
import io.zerobus.local.ZerobusLocal;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Headers for the local server; counts the streams that are opened with them. */
public final class CountedHeaders implements HeadersProvider {

  private static final AtomicInteger OPENED = new AtomicInteger();

  /** Written by the test before an appender starts. */
  private static volatile @Nullable OAuthHeadersProvider source;

  /** As the appender makes it, from its name. */
  public CountedHeaders() {}

  /** Gets headers for this table, and counts from 0. */
  public static void use(ZerobusLocal server, String tableName) {
    source =
        new OAuthHeadersProvider(
            server.serverEndpoint(),
            server.workspaceUrl(),
            tableName,
            server.clientId(),
            server.clientSecret());
    OPENED.set(0);
  }

  /** The streams since then. */
  public static int opened() {
    return OPENED.get();
  }

  /** Ends what asks for tokens. */
  public static void close() {
    Objects.requireNonNull(source).close();
  }

  @Override
  public Map<String, String> getHeaders() throws InterruptedException {
    OPENED.incrementAndGet();
    return Objects.requireNonNull(source).getHeaders();
  }
}
