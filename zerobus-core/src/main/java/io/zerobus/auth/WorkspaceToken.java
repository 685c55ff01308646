// SPDX-License-Identifier: Apache-2.0
package io.zerobus.auth;

import io.zerobus.ingest.CredentialsException;
import io.zerobus.ingest.Endpoint;
import io.zerobus.ingest.TransportOptions;

/** A token for the REST API of the workspace, which a token for ingest does not serve for. */
public final class WorkspaceToken {

  private WorkspaceToken() {}

  /**
   * Asks for a token. Blocks, as long as one request may take: 10 seconds.
   *
   * @param cancellation breaks it off
   * @return the token's text: a secret
   * @throws CredentialsException when there is none
   */
  public static String request(
      Endpoint workspace,
      String clientId,
      SecretSource secret,
      TransportOptions transport,
      Cancellation cancellation) {
    TokenEndpoint endpoint =
        new TokenEndpoint(
            workspace, TokenGrant.allApis(), clientId, secret, transport, System::nanoTime);
    try {
      if (!cancellation.guard(endpoint::close)) {
        throw CredentialsException.unreachable("the request was cancelled", null);
      }
      return endpoint.request().value();
    } finally {
      endpoint.close();
    }
  }
}
