// SPDX-License-Identifier: Apache-2.0
package io.zerobus.auth;

import static org.assertj.core.api.Assertions.assertThat;

import io.zerobus.KnownFault;
import io.zerobus.ingest.CredentialsException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class CachedTokensTest {
  private static final long MINUTE = TimeUnit.MINUTES.toNanos(1);
  private static final long HOUR = 60 * MINUTE;

  private final Deque<Runnable> queued = new ArrayDeque<>();
  private final Deque<Object> answers = new ArrayDeque<>();
  private long now = -5 * HOUR; // nanoTime may be negative
  private final CachedTokens tokens = new CachedTokens(this::request, queued::add, () -> now);

  private Token request() {
    Object answer = answers.remove();
    if (answer instanceof RuntimeException) {
      throw (RuntimeException) answer;
    }
    return (Token) answer;
  }

  private Token token(String value, long lifetime) {
    return new Token(value, lifetime, now);
  }

  private void runQueued() {
    while (!queued.isEmpty()) {
      queued.remove().run();
    }
  }

  private static String valueOf(CompletionStage<Token> stage) {
    return stage.toCompletableFuture().join().value();
  }

  @Test
  @KnownFault(29)
  void token_askedManyTimesAtOnce_oneRequest() {
    CompletionStage<Token> first = tokens.token();
    CompletionStage<Token> second = tokens.token();
    assertThat(queued).hasSize(1);
    answers.add(token("a", HOUR));
    runQueued();
    assertThat(valueOf(first)).isEqualTo("a");
    assertThat(valueOf(second)).isEqualTo("a");
  }

  @Test
  @KnownFault(29)
  void token_whileItHolds_noRequest() {
    tokens.token();
    answers.add(token("a", HOUR));
    runQueued();
    now += 54 * MINUTE;
    assertThat(valueOf(tokens.token())).isEqualTo("a");
    assertThat(queued).isEmpty();
  }

  // Complaint 18.
  @Test
  void token_lastFiveMinutes_oldOneServedWhileTheNextIsFetched() {
    tokens.token();
    answers.add(token("a", HOUR));
    runQueued();
    now += 56 * MINUTE;
    assertThat(valueOf(tokens.token())).isEqualTo("a");
    assertThat(valueOf(tokens.token())).isEqualTo("a");
    assertThat(queued).hasSize(1);
    answers.add(token("b", HOUR));
    runQueued();
    assertThat(valueOf(tokens.token())).isEqualTo("b");
  }

  @Test
  @KnownFault(29)
  void token_renewalFails_oldOneServedAndTheNextAttemptWaits() {
    tokens.token();
    answers.add(token("a", HOUR));
    runQueued();
    now += 56 * MINUTE;
    assertThat(valueOf(tokens.token())).isEqualTo("a");
    answers.add(CredentialsException.unreachable("away", null));
    runQueued();
    assertThat(valueOf(tokens.token())).isEqualTo("a");
    assertThat(queued).isEmpty();
    now += CachedTokens.RENEWAL_PAUSE_NANOS;
    assertThat(valueOf(tokens.token())).isEqualTo("a");
    assertThat(queued).hasSize(1);
  }

  @Test
  void token_expired_isNotServed() {
    tokens.token();
    answers.add(token("a", HOUR));
    runQueued();
    now += HOUR;
    CompletionStage<Token> next = tokens.token();
    assertThat(next.toCompletableFuture()).isNotDone();
    answers.add(CredentialsException.unreachable("away", null));
    runQueued();
    assertThat(next.toCompletableFuture()).isCompletedExceptionally();
  }

  @Test
  void token_withoutLifetime_isUsedOnce() {
    CompletionStage<Token> first = tokens.token();
    answers.add(token("a", 0));
    runQueued();
    assertThat(valueOf(first)).isEqualTo("a");
    tokens.token();
    assertThat(queued).hasSize(1);
  }

  @Test
  @KnownFault(29)
  void refused_onlyThatGenerationIsForgotten() {
    tokens.token();
    Token old = token("a", HOUR);
    answers.add(old);
    runQueued();
    tokens.refused(old);
    CompletionStage<Token> next = tokens.token();
    answers.add(token("b", HOUR));
    runQueued();
    assertThat(valueOf(next)).isEqualTo("b");
    tokens.refused(old); // comes late
    assertThat(valueOf(tokens.token())).isEqualTo("b");
    assertThat(queued).isEmpty();
  }

  @Test
  void token_toString_hidesTheValue() {
    assertThat(token("secret", HOUR).toString()).doesNotContain("secret");
  }
}
