// SPDX-License-Identifier: Apache-2.0
package io.zerobus.auth;

import io.zerobus.HeadersProvider;
import io.zerobus.NonRetriableException;
import io.zerobus.ingest.CredentialsException;
import io.zerobus.ingest.HeadersSource;
import io.zerobus.ingest.RequestHeaders;
import io.zerobus.ingest.SerialExecutor;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** The application's {@link HeadersProvider}, asked on a thread where it may block. Thread-safe. */
public final class ProviderHeaders implements HeadersSource {
  private final HeadersProvider provider;
  private final String tableName;
  private final SerialExecutor executor;

  /** What the present attempt waits for; written by the sender. */
  private volatile @Nullable CompletableFuture<RequestHeaders> latest;

  public ProviderHeaders(HeadersProvider provider, String tableName) {
    this.provider = provider;
    this.tableName = tableName;
    this.executor = new SerialExecutor("zerobus-headers-" + tableName);
  }

  @Override
  public CompletionStage<RequestHeaders> headers() {
    CompletableFuture<RequestHeaders> result = new CompletableFuture<>();
    latest = result;
    if (!executor.offer(() -> ask(result))) {
      result.completeExceptionally(CredentialsException.refused("the stream is closed", null));
    }
    return result;
  }

  private void ask(CompletableFuture<RequestHeaders> result) {
    if (result != latest) {
      // Its attempt has ended while an earlier call hung: nobody waits for it any more.
      result.completeExceptionally(CredentialsException.unreachable("asked again since", null));
      return;
    }
    try {
      result.complete(checked(provider.getHeaders()));
    } catch (CredentialsException e) {
      result.completeExceptionally(e);
    } catch (Throwable t) {
      result.completeExceptionally(failed(t));
    }
  }

  private static CredentialsException failed(Throwable error) {
    if (error instanceof InterruptedException) {
      Thread.currentThread().interrupt();
    }
    String message = "the headers provider failed: " + error;
    return error instanceof NonRetriableException || error instanceof Error
        ? CredentialsException.refused(message, error)
        : CredentialsException.unreachable(message, error);
  }

  private RequestHeaders checked(@Nullable Map<String, String> given) {
    if (given == null) {
      throw CredentialsException.refused("the headers provider gave no headers", null);
    }
    Map<String, String> headers = new LinkedHashMap<>();
    given.forEach(
        (name, value) -> {
          if (name == null || value == null) {
            throw CredentialsException.refused(
                "the headers provider gave null as a name, or for '" + name + "'", null);
          }
          headers.put(name.toLowerCase(Locale.ROOT), value);
        });
    require(headers, HeadersProvider.AUTHORIZATION);
    String table = require(headers, HeadersProvider.TABLE_NAME);
    if (!table.equals(tableName)) {
      throw CredentialsException.refused(
          "the headers provider gave "
              + HeadersProvider.TABLE_NAME
              + " '"
              + table
              + "' for a stream to "
              + tableName,
          null);
    }
    return new RequestHeaders(headers);
  }

  private static String require(Map<String, String> headers, String name) {
    String value = headers.get(name);
    if (value == null || value.isEmpty()) {
      throw CredentialsException.refused(
          "the headers provider gave no '" + name + "', only " + headers.keySet(), null);
    }
    return value;
  }

  @Override
  public void refused(RequestHeaders headers) {
    boolean unused = executor.offer(provider::onRefused);
  }

  @Override
  public void close() {
    executor.shutdownNow();
    executor.awaitEnd();
  }
}
