// SPDX-License-Identifier: Apache-2.0
package io.zerobus.ingest;

import java.util.concurrent.CompletionStage;

/** Where the metadata of a call comes from: a token cache, or the user's own provider. */
public interface HeadersSource extends AutoCloseable {
  /**
   * The headers for the next call. Never blocks: network and user code run on a thread of the
   * source's. Completes with a {@link CredentialsException} when there are none.
   */
  CompletionStage<RequestHeaders> headers();

  /** The service refused these headers: do not hand them out again. Never blocks. */
  void refused(RequestHeaders headers);

  /** Ends what this source alone uses; a request under way is given up. Idempotent. */
  @Override
  default void close() {}
}
