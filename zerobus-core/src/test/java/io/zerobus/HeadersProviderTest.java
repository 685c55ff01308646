// SPDX-License-Identifier: Apache-2.0
package io.zerobus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grpc.Metadata;
import io.grpc.Status;
import io.zerobus.ingest.ScriptedServer;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class HeadersProviderTest extends SdkFixture {
  private static final Map<String, String> GOOD =
      Map.of("Authorization", "Bearer mine", "x-databricks-zerobus-table-name", TABLE_NAME);

  private static String header(ScriptedServer.Stream stream, String name) {
    return stream.headers.get(Metadata.Key.of(name, Metadata.ASCII_STRING_MARSHALLER));
  }

  private void assertRefused(HeadersProvider provider, String... words) {
    try (ZerobusSdk sdk = sdk()) {
      assertThatThrownBy(() -> sdk.createStream(provider, TABLE, quick().build()))
          .isExactlyInstanceOf(NonRetriableException.class)
          .hasMessageContainingAll(words)
          .hasMessageNotContaining("mine");
    }
    assertThat(server.streams).isEmpty();
  }

  @Test
  void headers_ofTheApplication_areSent() {
    Map<String, String> more = new HashMap<>(GOOD);
    more.put("x-trace", "t1");
    try (ZerobusSdk sdk = sdk();
        ZerobusStream stream = sdk.createStream(() -> more, TABLE)) {
      stream.ingestRecord(record(0));
    }
    ScriptedServer.Stream seen = server.streams.get(0);
    assertThat(header(seen, "authorization")).isEqualTo("Bearer mine");
    assertThat(header(seen, "x-databricks-zerobus-table-name")).isEqualTo(TABLE_NAME);
    assertThat(header(seen, "x-trace")).isEqualTo("t1");
    assertThat(header(seen, "user-agent")).startsWith("zerobus-sdk-java/");
  }

  @Test
  void headers_oneIsMissing_isNamedAtOnce() {
    assertRefused(() -> Map.of("authorization", "Bearer mine"), "x-databricks-zerobus-table-name");
    assertRefused(() -> Map.of("x-databricks-zerobus-table-name", TABLE_NAME), "authorization");
    assertRefused(Map::of, "authorization");
    assertRefused(() -> null, "no headers");
  }

  @Test
  void headers_notValid_areRefused() {
    Map<String, String> wrongTable = new HashMap<>(GOOD);
    wrongTable.put("x-databricks-zerobus-table-name", "a.b.c");
    assertRefused(() -> wrongTable, "a.b.c", TABLE_NAME);
    Map<String, String> lineBreak = new HashMap<>(GOOD);
    lineBreak.put("authorization", "Bearer mine\n");
    assertRefused(() -> lineBreak, "authorization", "no header may hold");
    Map<String, String> badName = new HashMap<>(GOOD);
    badName.put("not a name", "x");
    assertRefused(() -> badName, "not a name");
    Map<String, String> nothing = new HashMap<>(GOOD);
    nothing.put("x-empty", null);
    assertRefused(() -> nothing, "x-empty");
  }

  @Test
  void provider_throws_isRetriedWithinTheBudget() {
    AtomicInteger calls = new AtomicInteger();
    HeadersProvider twiceAway =
        () -> {
          if (calls.incrementAndGet() <= 2) {
            throw new IOException("vault is sealed");
          }
          return GOOD;
        };
    try (ZerobusSdk sdk = sdk();
        ZerobusStream stream = sdk.createStream(twiceAway, TABLE, quick().build())) {
      stream.ingestRecord(record(0)).waitForAck();
    }
    assertThat(calls).hasValue(3);
    HeadersProvider away =
        () -> {
          throw new IOException("vault is sealed");
        };
    try (ZerobusSdk sdk = sdk()) {
      assertThatThrownBy(() -> sdk.createStream(away, TABLE, quick().recoveryRetries(1).build()))
          .isInstanceOf(ZerobusException.class)
          .isNotInstanceOf(NonRetriableException.class)
          .hasMessageContainingAll("vault is sealed", "after 1 retries");
    }
  }

  @Test
  void provider_refusesForGood_isNotAskedAgain() {
    AtomicInteger calls = new AtomicInteger();
    HeadersProvider refusing =
        () -> {
          calls.incrementAndGet();
          throw new NonRetriableException("no such identity", null);
        };
    try (ZerobusSdk sdk = sdk()) {
      assertThatThrownBy(() -> sdk.createStream(refusing, TABLE, quick().build()))
          .isExactlyInstanceOf(NonRetriableException.class)
          .hasMessageContaining("no such identity");
    }
    assertThat(calls).hasValue(1);
  }

  @Test
  void provider_hangs_theAttemptEndsInTime() {
    CountDownLatch never = new CountDownLatch(1);
    HeadersProvider hanging =
        () -> {
          never.await();
          return GOOD;
        };
    try (ZerobusSdk sdk = sdk()) {
      assertThatThrownBy(
              () ->
                  sdk.createStream(
                      hanging,
                      TABLE,
                      quick().recovery(false).recoveryTimeout(Duration.ofMillis(100)).build()))
          .isInstanceOf(ZerobusException.class)
          .hasMessageContainingAll("DEADLINE_EXCEEDED", "100 ms");
    }
  }

  @Test
  void serverRefusesTheToken_isAskedOnceMore() {
    serverPlays(ScriptedServer.refusing(Status.UNAUTHENTICATED), ScriptedServer.FAITHFUL);
    AtomicInteger generation = new AtomicInteger(1);
    HeadersProvider renewing =
        new HeadersProvider() {
          @Override
          public Map<String, String> getHeaders() {
            Map<String, String> headers = new HashMap<>(GOOD);
            headers.put("Authorization", "Bearer " + generation.get());
            return headers;
          }

          @Override
          public void onRefused() {
            generation.incrementAndGet();
          }
        };
    try (ZerobusSdk sdk = sdk();
        ZerobusStream stream = sdk.createStream(renewing, TABLE, quick().build())) {
      stream.ingestRecord(record(0)).waitForAck();
    }
    assertThat(header(server.streams.get(0), "authorization")).isEqualTo("Bearer 1");
    assertThat(header(server.streams.get(1), "authorization")).isEqualTo("Bearer 2");
  }

  @Test
  void fixedToken_refusedTwice_endsTheStream() {
    serverPlays(ScriptedServer.refusing(Status.UNAUTHENTICATED.withDescription("Invalid token")));
    try (ZerobusSdk sdk = sdk()) {
      assertThatThrownBy(() -> sdk.createStream(TOKEN, TABLE, quick().build()))
          .isExactlyInstanceOf(NonRetriableException.class)
          .hasMessageContainingAll("UNAUTHENTICATED", "Invalid token");
    }
    assertThat(server.streams).hasSize(2);
    assertThatThrownBy(() -> HeadersProvider.ofToken("", TABLE_NAME))
        .isInstanceOf(NonRetriableException.class);
    assertThat(TOKEN.toString())
        .contains(TABLE_NAME)
        .doesNotContain("tok,")
        .doesNotContain("Bearer");
  }
}
