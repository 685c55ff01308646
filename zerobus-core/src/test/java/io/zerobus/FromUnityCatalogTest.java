// SPDX-License-Identifier: Apache-2.0
package io.zerobus;

import static com.github.tomakehurst.wiremock.client.WireMock.equalTo;
import static com.github.tomakehurst.wiremock.client.WireMock.get;
import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.status;
import static com.github.tomakehurst.wiremock.client.WireMock.urlEqualTo;
import static com.github.tomakehurst.wiremock.core.WireMockConfiguration.wireMockConfig;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.tomakehurst.wiremock.WireMockServer;
import com.google.protobuf.DynamicMessage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class FromUnityCatalogTest extends SdkFixture {
  private static final String RECORD =
      "{\"name\":\"air_quality\",\"catalog_name\":\"main\",\"schema_name\":\"default\",\"columns\":["
          + column("device_name", "string", 0)
          + ","
          + column("temp", "int", 1)
          + "]}";

  private final WireMockServer workspace = new WireMockServer(wireMockConfig().dynamicPort());

  private static String column(String name, String type, int position) {
    return "{\"name\":\"%s\",\"type_text\":\"%s\",\"position\":%d,\"nullable\":true}"
        .formatted(name, type, position);
  }

  @BeforeEach
  void startWorkspace() {
    workspace.start();
    workspace.stubFor(
        post(urlEqualTo("/oidc/v1/token"))
            .willReturn(okJson("{\"access_token\":\"plain\",\"expires_in\":3600}")));
    workspace.stubFor(
        get(urlEqualTo("/api/2.1/unity-catalog/tables/" + TABLE_NAME))
            .withHeader("Authorization", equalTo("Bearer plain"))
            .willReturn(okJson(RECORD)));
  }

  @AfterEach
  void stopWorkspace() {
    workspace.stop();
  }

  private ZerobusSdk sdkWithWorkspace() {
    return ZerobusSdk.builder()
        .serverEndpoint("http://127.0.0.1:" + server.port())
        .workspaceUrl("http://127.0.0.1:" + workspace.port())
        .diagnosticListener(DiagnosticListener.none())
        .build();
  }

  @Test
  void fromUnityCatalog_recordsOfThatType_areIngested() {
    try (ZerobusSdk sdk = sdkWithWorkspace()) {
      TableProperties table = TableProperties.fromUnityCatalog(sdk, "id", "secret", TABLE_NAME);
      assertThat(table.getTableName()).isEqualTo(TABLE_NAME);
      assertThat(table.getRecordType()).isEqualTo(RecordType.PROTO);
      DynamicMessage reading =
          DynamicMessage.newBuilder(table.getDescriptor())
              .setField(table.getDescriptor().findFieldByName("device_name"), "d")
              .setField(table.getDescriptor().findFieldByName("temp"), 21)
              .build();
      try (ZerobusStream stream = sdk.createStream(TOKEN, table)) {
        stream.ingestRecord(reading).waitForAck();
      }
      assertThat(server.streams.get(0).protoRecords).containsExactly(reading.toByteString());
    }
  }

  @Test
  void fromUnityCatalog_byWorkspaceUrlOrRecord_isTheSame() {
    TableProperties fetched =
        TableProperties.fromUnityCatalog(
            "http://127.0.0.1:" + workspace.port(), "id", "secret", TABLE_NAME);
    TableProperties parsed = TableProperties.fromUnityCatalogRecord(RECORD);
    assertThat(parsed.getTableName()).isEqualTo(TABLE_NAME);
    assertThat(parsed.getDescriptorProto()).isEqualTo(fetched.getDescriptorProto());
  }

  @Test
  void fromUnityCatalog_whatGoesWrong_isOfTheDocumentedType() {
    String url = "http://127.0.0.1:" + workspace.port();
    assertThatThrownBy(() -> TableProperties.fromUnityCatalog(url, "id", "s3cret", "a.b"))
        .isExactlyInstanceOf(NonRetriableException.class)
        .hasMessageContaining("'a.b'");
    assertThatThrownBy(() -> TableProperties.fromUnityCatalog(url, "id", "s3cret", "a.b.c"))
        .isExactlyInstanceOf(NonRetriableException.class)
        .hasMessageContainingAll("a.b.c", "404")
        .hasMessageNotContaining("s3cret");
    workspace.stubFor(
        get(urlEqualTo("/api/2.1/unity-catalog/tables/a.b.c")).willReturn(status(503)));
    assertThatThrownBy(() -> TableProperties.fromUnityCatalog(url, "id", "s3cret", "a.b.c"))
        .isExactlyInstanceOf(ZerobusException.class)
        .hasMessageContaining("503");
    assertThatThrownBy(
            () ->
                TableProperties.fromUnityCatalogRecord(
                    RECORD.replace("\"int\"", "\"interval day\"")))
        .isExactlyInstanceOf(NonRetriableException.class)
        .hasMessageContaining("temp");
    assertThatThrownBy(
            () -> TableProperties.fromUnityCatalog("http://example.com", "id", "s", TABLE_NAME))
        .isExactlyInstanceOf(NonRetriableException.class)
        .hasMessageContaining("unencrypted");
    try (ZerobusSdk sdk = sdk()) {
      assertThatThrownBy(() -> TableProperties.fromUnityCatalog(sdk, "id", "s", TABLE_NAME))
          .hasMessageContaining("workspaceUrl is not set");
    }
  }
}
