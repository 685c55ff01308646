// SPDX-License-Identifier: Apache-2.0
package io.zerobus.local.sql;

import static org.assertj.core.api.Assertions.assertThat;

import io.zerobus.local.sql.TableReferences.View;
import io.zerobus.local.table.TableName;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TableReferencesTest {

  private static final List<View> KNOWN =
      List.of(
          new View(new TableName("main", "default", "app")),
          new View(new TableName("c", "s", "t")),
          new View(new TableName("c", "s", "my-t")));

  private static String rewrite(String sql) {
    return TableReferences.rewrite(sql, KNOWN).sql();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '~',
      value = {
        "SELECT * FROM c.s.t;SELECT * FROM \"c.s\".\"t\"",
        "select * from MAIN.Default.APP;select * from \"main.default\".\"app\"",
        "SELECT * FROM \"c\".\"s\".\"t\";SELECT * FROM \"c.s\".\"t\"",
        "SELECT * FROM `c`.`s`.`my-t`;SELECT * FROM \"c.s\".\"my-t\"",
        "SELECT * FROM c . s /* x */ . t;SELECT * FROM \"c.s\".\"t\"",
        "SELECT * FROM c.s.t x JOIN main.default.app USING (seq);"
            + "SELECT * FROM \"c.s\".\"t\" x JOIN \"main.default\".\"app\" USING (seq)",
        "SELECT * FROM c.s.t, main.default.app WHERE true;"
            + "SELECT * FROM \"c.s\".\"t\", \"main.default\".\"app\" WHERE true",
        "SELECT * FROM (c.s.t);SELECT * FROM (\"c.s\".\"t\")",
        "SELECT (SELECT max(seq) FROM c.s.t) m;SELECT (SELECT max(seq) FROM \"c.s\".\"t\") m",
        "WITH x AS (SELECT 1 FROM c.s.t) SELECT * FROM x;"
            + "WITH x AS (SELECT 1 FROM \"c.s\".\"t\") SELECT * FROM x",
        "SELECT c.s.t.level FROM c.s.t;SELECT \"c.s\".\"t\".level FROM \"c.s\".\"t\"",
        "SELECT t.level, `level` FROM c.s.t;SELECT t.level, \"level\" FROM \"c.s\".\"t\"",
        "DESCRIBE c.s.t;DESCRIBE \"c.s\".\"t\"",
        "FROM c.s.t;FROM \"c.s\".\"t\"",
        "SELECT EXTRACT(hour FROM timestamp) FROM c.s.t;"
            + "SELECT EXTRACT(hour FROM timestamp) FROM \"c.s\".\"t\"",
        "SELECT 1 UNION ALL SELECT 2 FROM c.s.t ORDER BY 1;"
            + "SELECT 1 UNION ALL SELECT 2 FROM \"c.s\".\"t\" ORDER BY 1"
      })
  void rewrite_nameOfATable_becomesItsView(String sql, String expected) {
    assertThat(rewrite(sql)).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SELECT 'c.s.t', 'it''s FROM c.s.t'",
        "SELECT 1 -- FROM c.s.t\n",
        "SELECT 1 /* FROM c.s.t */",
        "SELECT $$ FROM c.s.t $$, $q$ FROM c.s.t $q$",
        "SELECT \"FROM c.s.t\" FROM x",
        "SELECT \"c.s.t\" FROM x",
        "SELECT * FROM c.s.unknown",
        "SELECT * FROM s.t",
        "SELECT * FROM x.c.s.t",
        "SELECT c.s.t FROM x c",
        "SELECT c.s.t AS col FROM other",
        "SELECT EXTRACT(hour FROM c.s.t) FROM x c",
        "SELECT 1 FROM x c WHERE a IS NOT DISTINCT FROM c.s.t",
        "SELECT f(1, c.s.t) FROM x c",
        "SELECT 1 FROM x c ORDER BY 1, c.s.t",
        "SELECT 'unfinished FROM c.s.t"
      })
  void rewrite_whatIsNoTable_staysAsItIs(String sql) {
    assertThat(rewrite(sql)).isEqualTo(sql);
    assertThat(TableReferences.rewrite(sql, KNOWN).used()).isEmpty();
  }

  @Test
  void rewrite_aliasLikeTheCatalog_keepsItsStructFields() {
    assertThat(rewrite("SELECT c.s.t.x FROM c.s.t AS c"))
        .isEqualTo("SELECT c.s.t.x FROM \"c.s\".\"t\" AS c");
  }

  @Test
  void rewrite_query_tellsTheViewsItNeeds() {
    assertThat(TableReferences.rewrite("SELECT * FROM C.S.T a, c.s.t b", KNOWN).used())
        .extracting(View::tableName)
        .containsExactly("c.s.t");
  }
}
