// SPDX-License-Identifier: Apache-2.0
package io.zerobus.auth;

import io.zerobus.ingest.CredentialsException;
import io.zerobus.ingest.HeadersSource;
import io.zerobus.ingest.RequestHeaders;
import io.zerobus.ingest.SerialExecutor;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Headers that the application provides, asked for on a thread where it may block. Thread-safe. */
public final class ProviderHeaders implements HeadersSource {
  private static final String AUTHORIZATION = "authorization";

  private final Callable<Map<String, String>> provider;
  private final Runnable onRefused;
  private final Predicate<Throwable> isFinal;
  private final String tableName;
  private final SerialExecutor executor;

  /** What the present attempt waits for; written by the sender. */
  private volatile @Nullable CompletableFuture<RequestHeaders> latest;

  /**
   * @param provider gives the headers; may block and throw
   * @param onRefused runs when the service has refused them
   * @param isFinal whether asking again after this error is vain
   */
  public ProviderHeaders(
      Callable<Map<String, String>> provider,
      Runnable onRefused,
      Predicate<Throwable> isFinal,
      String tableName) {
    this.provider = provider;
    this.onRefused = onRefused;
    this.isFinal = isFinal;
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
      result.complete(checked(provider.call()));
    } catch (CredentialsException e) {
      result.completeExceptionally(e);
    } catch (Throwable t) {
      result.completeExceptionally(failed(t));
    }
  }

  private CredentialsException failed(Throwable error) {
    if (error instanceof InterruptedException) {
      Thread.currentThread().interrupt();
    }
    String message = "the headers provider failed: " + error;
    return isFinal.test(error) || error instanceof Error
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
    require(headers, AUTHORIZATION);
    String table = require(headers, OAuthHeaders.TABLE_HEADER);
    if (!table.equals(tableName)) {
      throw CredentialsException.refused(
          "the headers provider gave "
              + OAuthHeaders.TABLE_HEADER
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
    boolean unused = executor.offer(onRefused);
  }

  @Override
  public void close() {
    executor.shutdownNow();
    executor.awaitEnd();
  }
}
