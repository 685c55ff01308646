// SPDX-License-Identifier: Apache-2.0
package io.zerobus.log;

import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.urlEqualTo;
import static com.github.tomakehurst.wiremock.core.WireMockConfiguration.wireMockConfig;
import static org.awaitility.Awaitility.await;

import com.github.tomakehurst.wiremock.WireMockServer;
import io.zerobus.ingest.ScriptedServer;
import java.util.concurrent.TimeUnit;

/** A workspace that gives tokens, a service, and the settings that lead to them. */
final class ShipperRig {

  final WireMockServer workspace = new WireMockServer(wireMockConfig().dynamicPort());
  final ScriptedServer server;
  private final int port;

  ShipperRig() {
    this(new ScriptedServer(ScriptedServer.FAITHFUL));
  }

  ShipperRig(ScriptedServer server) {
    this.server = server;
    this.port = server.port();
  }

  void start() {
    workspace.start();
    workspace.stubFor(
        post(urlEqualTo("/oidc/v1/token"))
            .willReturn(okJson("{\"access_token\":\"tok\",\"expires_in\":3600}")));
  }

  AppenderSettings.Builder settings() {
    return TestSettings.complete()
        .set("serverEndpoint", "http://127.0.0.1:" + port)
        .set("workspaceUrl", "http://127.0.0.1:" + workspace.port());
  }

  void stopServer() {
    server.close();
  }

  static void awaitNoThread() {
    await()
        .atMost(15, TimeUnit.SECONDS)
        .until(
            () ->
                Thread.getAllStackTraces().keySet().stream()
                    .noneMatch(thread -> thread.getName().startsWith("zerobus-")));
  }

  void close() {
    server.close();
    workspace.stop();
    awaitNoThread();
  }
}
