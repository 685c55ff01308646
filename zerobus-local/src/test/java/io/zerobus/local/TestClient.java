// SPDX-License-Identifier: Apache-2.0
package io.zerobus.local;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.okhttp.OkHttpChannelBuilder;
import io.zerobus.local.grpc.EphemeralStreamMethod;
import io.zerobus.proto.CreateIngestStreamRequest;
import io.zerobus.proto.EphemeralStreamRequest;
import io.zerobus.proto.EphemeralStreamResponse;
import io.zerobus.proto.IngestRecordBatchRequest;
import io.zerobus.proto.IngestRecordRequest;
import io.zerobus.proto.JsonRecordBatch;
import io.zerobus.proto.RecordType;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** A plain client of the protocol: says what it is told, in the order it is told. */
public final class TestClient implements AutoCloseable {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Metadata.Key<String> AUTHORIZATION =
      Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);
  private static final Metadata.Key<String> TABLE =
      Metadata.Key.of("x-databricks-zerobus-table-name", Metadata.ASCII_STRING_MARSHALLER);

  private final HttpClient http = HttpClient.newHttpClient();
  private final String workspaceUrl;
  private final String clientId;
  private final String clientSecret;
  private final ManagedChannel channel;

  public TestClient(
      String serverEndpoint, String workspaceUrl, String clientId, String clientSecret) {
    this.workspaceUrl = workspaceUrl;
    this.clientId = clientId;
    this.clientSecret = clientSecret;
    URI endpoint = URI.create(serverEndpoint);
    channel =
        OkHttpChannelBuilder.forAddress(endpoint.getHost(), endpoint.getPort())
            .usePlaintext()
            .build();
  }

  static TestClient of(ZerobusLocal server) {
    return new TestClient(
        server.serverEndpoint(), server.workspaceUrl(), server.clientId(), server.clientSecret());
  }

  /** The authorization details that clients ask for, with the privileges given. */
  static String details(String table, String... privileges) {
    String[] part = table.split("\\.");
    String list = List.of(privileges).stream().collect(Collectors.joining("\",\"", "\"", "\""));
    return """
        [{"type":"unity_catalog_privileges","privileges":["USE CATALOG"],"object_type":"CATALOG",\
        "object_full_path":"%s"},{"type":"unity_catalog_privileges","privileges":["USE SCHEMA"],\
        "object_type":"SCHEMA","object_full_path":"%s.%s"},{"type":"unity_catalog_privileges",\
        "privileges":[%s],"object_type":"TABLE","object_full_path":"%s",\
        "operations":["zerobuswrite"]}]"""
        .formatted(part[0], part[0], part[1], list, table);
  }

  /** The form fields of a token for a table. */
  static Map<String, String> tokenForm(String table) {
    Map<String, String> form = new LinkedHashMap<>();
    form.put("grant_type", "client_credentials");
    form.put("scope", "all-apis");
    form.put("resource", "api://databricks/workspaces/1/zerobusDirectWriteApi");
    form.put("authorization_details", details(table, "SELECT", "MODIFY"));
    return form;
  }

  HttpResponse<String> postToken(Map<String, String> form, String authorization)
      throws IOException, InterruptedException {
    String body =
        form.entrySet().stream()
            .map(e -> e.getKey() + "=" + URLEncoder.encode(e.getValue(), StandardCharsets.UTF_8))
            .collect(Collectors.joining("&"));
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(workspaceUrl + "/oidc/v1/token"))
            .header("Content-Type", "application/x-www-form-urlencoded")
            .POST(HttpRequest.BodyPublishers.ofString(body));
    if (authorization != null) {
      request.header("Authorization", authorization);
    }
    return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  HttpResponse<String> get(String path, String authorization)
      throws IOException, InterruptedException {
    HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(workspaceUrl + path));
    if (authorization != null) {
      request.header("Authorization", authorization);
    }
    return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  String basic() {
    return basic(clientId, clientSecret);
  }

  static String basic(String id, String secret) {
    byte[] pair = (id + ":" + secret).getBytes(StandardCharsets.UTF_8);
    return "Basic " + Base64.getEncoder().encodeToString(pair);
  }

  String token(Map<String, String> form) throws IOException, InterruptedException {
    HttpResponse<String> response = postToken(form, basic());
    JsonNode json = JSON.readTree(response.body());
    if (response.statusCode() != 200) {
      throw new IllegalStateException(response.statusCode() + " " + response.body());
    }
    return json.get("access_token").textValue();
  }

  /** Opens a stream and creates it with record type JSON; the stream id has been received. */
  public Stream openJson(String table) throws Exception {
    Stream stream = start(table, "Bearer " + token(tokenForm(table)));
    stream.send(
        EphemeralStreamRequest.newBuilder()
            .setCreateStream(
                CreateIngestStreamRequest.newBuilder()
                    .setTableName(table)
                    .setRecordType(RecordType.JSON))
            .build());
    stream.awaitCreated();
    return stream;
  }

  /** Starts a call; nothing is sent but the headers given. */
  public Stream start(String tableHeader, String authorization) {
    Metadata headers = new Metadata();
    if (authorization != null) {
      headers.put(AUTHORIZATION, authorization);
    }
    if (tableHeader != null) {
      headers.put(TABLE, tableHeader);
    }
    return new Stream(
        channel.newCall(EphemeralStreamMethod.DESCRIPTOR, CallOptions.DEFAULT), headers);
  }

  @Override
  public void close() throws InterruptedException {
    channel.shutdownNow();
    channel.awaitTermination(10, TimeUnit.SECONDS);
  }

  /** One call. */
  public static final class Stream {

    private static final long TIMEOUT_SECONDS = 20;

    private final ClientCall<EphemeralStreamRequest, EphemeralStreamResponse> call;
    private final BlockingQueue<EphemeralStreamResponse> responses = new LinkedBlockingQueue<>();
    private final CompletableFuture<Void> headersCame = new CompletableFuture<>();
    private final CompletableFuture<Status> status = new CompletableFuture<>();

    private Stream(
        ClientCall<EphemeralStreamRequest, EphemeralStreamResponse> call, Metadata headers) {
      this.call = call;
      call.start(
          new ClientCall.Listener<>() {
            @Override
            public void onHeaders(Metadata responseHeaders) {
              headersCame.complete(null);
            }

            @Override
            public void onMessage(EphemeralStreamResponse response) {
              responses.add(response);
              call.request(1);
            }

            @Override
            public void onClose(Status closed, Metadata trailers) {
              status.complete(closed);
            }
          },
          headers);
      call.request(100);
    }

    public void send(EphemeralStreamRequest request) {
      call.sendMessage(request);
    }

    public void sendJson(long offset, String record) {
      send(
          EphemeralStreamRequest.newBuilder()
              .setIngestRecord(
                  IngestRecordRequest.newBuilder().setOffsetId(offset).setJsonRecord(record))
              .build());
    }

    public void sendJsonBatch(long offset, List<String> records) {
      send(
          EphemeralStreamRequest.newBuilder()
              .setIngestRecordBatch(
                  IngestRecordBatchRequest.newBuilder()
                      .setOffsetId(offset)
                      .setJsonBatch(JsonRecordBatch.newBuilder().addAllRecords(records)))
              .build());
    }

    public void halfClose() {
      call.halfClose();
    }

    public void awaitHeaders() throws Exception {
      headersCame.get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
    }

    public String awaitCreated() throws Exception {
      EphemeralStreamResponse response = next();
      if (!response.hasCreateStreamResponse()) {
        throw new IllegalStateException("expected a stream id, got " + response);
      }
      return response.getCreateStreamResponse().getStreamId();
    }

    /** Reads acknowledgments up to that of an offset. */
    public void awaitAck(long offset) throws Exception {
      long acknowledged = -1;
      while (acknowledged < offset) {
        EphemeralStreamResponse response = next();
        if (!response.hasIngestRecordResponse()) {
          throw new IllegalStateException("expected an acknowledgment, got " + response);
        }
        acknowledged = response.getIngestRecordResponse().getDurabilityAckUpToOffset();
      }
    }

    public EphemeralStreamResponse next() throws Exception {
      EphemeralStreamResponse response = responses.poll(TIMEOUT_SECONDS, TimeUnit.SECONDS);
      if (response == null) {
        throw new IllegalStateException(
            "nothing came; the call's status is " + status.getNow(null));
      }
      return response;
    }

    /** All responses that have come and were not read. */
    public List<EphemeralStreamResponse> rest() {
      List<EphemeralStreamResponse> rest = new ArrayList<>();
      responses.drainTo(rest);
      return rest;
    }

    public Status awaitStatus() throws Exception {
      return status.get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
    }
  }
}
