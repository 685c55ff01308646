// SPDX-License-Identifier: Apache-2.0
package io.zerobus.auth;

import java.io.IOException;

/** Where a client secret is read from, for each token request anew; thread-safe. */
public interface SecretSource {
  /** The secret as it is now. May read a file; never called on a thread that logs or ingests. */
  String read() throws IOException;
}
