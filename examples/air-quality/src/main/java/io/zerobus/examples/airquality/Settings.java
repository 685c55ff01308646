// SPDX-License-Identifier: Apache-2.0
package io.zerobus.examples.airquality;

/**
 * Where to send, and as whom: from the environment, so that no secret stands in an argument list.
 */
record Settings(
    String serverEndpoint,
    String workspaceUrl,
    String clientId,
    String clientSecret,
    String tableName) {

  static Settings fromEnvironment() {
    return new Settings(
        required("ZEROBUS_SERVER_ENDPOINT"),
        required("DATABRICKS_HOST"),
        required("DATABRICKS_CLIENT_ID"),
        required("DATABRICKS_CLIENT_SECRET"),
        required("ZEROBUS_TABLE_NAME"));
  }

  private static String required(String name) {
    String value = System.getenv(name);
    if (value == null || value.isEmpty()) {
      System.err.println("The environment variable " + name + " is not set; see README.md");
      System.exit(2);
    }
    return value;
  }

  @Override
  public String toString() {
    return "Settings[" + tableName + " at " + serverEndpoint + "]";
  }
}
