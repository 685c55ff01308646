// SPDX-License-Identifier: Apache-2.0
package io.zerobus.local.sql;

import static org.assertj.core.api.Assertions.assertThat;

import io.zerobus.local.sql.SqlTokenizer.Kind;
import io.zerobus.local.sql.SqlTokenizer.Token;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SqlTokenizerTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "SELECT a.b, 'x''y', \"q\"\"r\", `s` FROM t -- end",
        "/* open",
        "'open",
        "\"open",
        "$$open",
        "$1 + $tag$ ' $tag$ $",
        "1e5 a$b \u00e9t\u00e9 \uD83D\uDE00\n\t;"
      })
  void tokenize_anyText_losesNothing(String sql) {
    assertThat(SqlTokenizer.tokenize(sql).stream().map(Token::text).collect(Collectors.joining()))
        .isEqualTo(sql);
  }

  @Test
  void tokenize_kinds_areTold() {
    assertThat(SqlTokenizer.tokenize("a \"b\" 'c' 1 ; --d"))
        .extracting(Token::kind)
        .containsExactly(
            Kind.WORD,
            Kind.BLANK,
            Kind.QUOTED_NAME,
            Kind.BLANK,
            Kind.STRING,
            Kind.BLANK,
            Kind.NUMBER,
            Kind.BLANK,
            Kind.SYMBOL,
            Kind.BLANK,
            Kind.BLANK);
  }

  @Test
  void name_quoted_isWithoutQuotes() {
    assertThat(SqlTokenizer.tokenize("\"a\"\"b\"").get(0).name()).isEqualTo("a\"b");
    assertThat(SqlTokenizer.tokenize("`a``b`").get(0).name()).isEqualTo("a`b");
  }
}
