// SPDX-License-Identifier: Apache-2.0
package io.zerobus.auth;

/** Is told of token requests, on the thread that makes them; must return at once. */
public interface TokenListener {
  /** Takes no notice. */
  TokenListener NONE = new TokenListener() {};

  /** A token was granted; 0 seconds when the endpoint did not say for how long. */
  default void onGranted(String tableName, long lifetimeSeconds) {}

  /** A request failed; a token granted before may still hold. */
  default void onFailed(String tableName, Throwable reason) {}
}
