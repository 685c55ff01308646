// SPDX-License-Identifier: Apache-2.0
package io.zerobus.local.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TokensTest {

  private static final Instant ISSUED = Instant.parse("2026-01-01T00:00:00Z");

  @TempDir Path folder;

  private Credentials credentials;

  @BeforeEach
  void credentials() {
    credentials = Credentials.load(folder.resolve("credentials.json"));
  }

  private Tokens after(Duration age) {
    return new Tokens(credentials, Clock.fixed(ISSUED.plus(age), ZoneOffset.UTC));
  }

  @Test
  void check_tokenWithinItsLifetime_counts() {
    String token = after(Duration.ZERO).issue(null);
    assertThat(after(Duration.ZERO).check("Bearer " + token)).isPresent();
    assertThat(after(Duration.ofSeconds(Tokens.LIFETIME_SECONDS - 1)).check("Bearer " + token))
        .isPresent();
  }

  @Test
  void check_tokenThatHasExpired_doesNotCount() {
    String token = after(Duration.ZERO).issue(null);
    assertThat(after(Duration.ofSeconds(Tokens.LIFETIME_SECONDS)).check("Bearer " + token))
        .isEmpty();
    assertThat(after(Duration.ofDays(365)).check("Bearer " + token)).isEmpty();
  }
}
