// SPDX-License-Identifier: Apache-2.0
package io.zerobus.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GlobsTest {

  @ParameterizedTest
  @CsvSource({
    "user, user, true",
    "user, User, false",
    "user, user2, false",
    "user, '', false",
    "*, '', true",
    "*, anything, true",
    "?, '', false",
    "?, a, true",
    "user*, user, true",
    "user*, userId, true",
    "*Id, userId, true",
    "*Id, userIds, false",
    "*a*b*, xaxxbx, true",
    "*a*b*, xbxxax, false",
    "a*b?c, aXbXbYc, true",
    "a*b?c, aXbXbYYc, false",
    "a.c, abc, false",
    "[ab], a, false",
    "a**b, ab, true",
    "*ab, aab, true",
  })
  void matches_withOnePattern_isTheGlobOfTheShell(String pattern, String key, boolean expected) {
    assertThat(Globs.withCase(List.of(pattern)).matches(key)).isEqualTo(expected);
  }

  @Test
  void matches_withoutCase_takesBoth() {
    Globs globs = Globs.withoutCase(List.of("*Password*", "x-*"));

    assertThat(globs.matches("dbPASSWORD2")).isTrue();
    assertThat(globs.matches("X-Token")).isTrue();
    assertThat(globs.matches("user")).isFalse();
  }

  @Test
  void matches_withoutPatterns_isNever() {
    assertThat(Globs.withCase(List.of()).isEmpty()).isTrue();
    assertThat(Globs.withCase(List.of()).matches("")).isFalse();
  }

  @Test
  void split_ofAList_leavesBlanksOut() {
    assertThat(Globs.split(" a, b*,,c ,")).containsExactly("a", "b*", "c");
    assertThat(Globs.split(" , ")).isEmpty();
  }

  /** A regular expression of the same meaning would try some ten to the power of twenty ways. */
  @Test
  void matches_ofAHostileKey_isQuick() {
    Globs globs = Globs.withCase(List.of("*a".repeat(20) + "*b"));

    assertTimeoutPreemptively(
        Duration.ofSeconds(20), () -> assertThat(globs.matches("a".repeat(100_000))).isFalse());
  }
}
