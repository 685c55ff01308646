// SPDX-License-Identifier: Apache-2.0
package io.zerobus.testing;

import io.zerobus.local.ZerobusLocal;
import java.util.HashMap;
import java.util.Map;

/**
 * The environment variables with which an appender ships to a local server. At the end it may take
 * 20 s: a busy machine takes its time to connect.
 */
public final class ServerEnvironment {

  private ServerEnvironment() {}

  /** Endpoint, workspace, table and credentials, in a map that may be added to. */
  public static Map<String, String> of(ZerobusLocal server, String table) {
    return of(
        server.serverEndpoint(),
        server.workspaceUrl(),
        table,
        server.clientId(),
        server.clientSecret());
  }

  /** The same for a server that is not there, or a client that is not known. */
  public static Map<String, String> of(
      String endpoint, String workspaceUrl, String table, String clientId, String clientSecret) {
    Map<String, String> environment = new HashMap<>();
    environment.put("ZEROBUS_SERVER_ENDPOINT", endpoint);
    environment.put("ZEROBUS_WORKSPACE_URL", workspaceUrl);
    environment.put("ZEROBUS_TABLE_NAME", table);
    environment.put("DATABRICKS_CLIENT_ID", clientId);
    environment.put("DATABRICKS_CLIENT_SECRET", clientSecret);
    environment.put("ZEROBUS_SHUTDOWN_TIMEOUT", "20 s");
    return environment;
  }
}
