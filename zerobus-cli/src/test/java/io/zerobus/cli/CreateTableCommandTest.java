// SPDX-License-Identifier: Apache-2.0
package io.zerobus.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.zerobus.log.LogSchema;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CreateTableCommandTest {
  private final ToolRun tool = new ToolRun();

  @Test
  void createTable_withoutOptions_hasAllDefaultColumnsAndTheGrants() {
    String sql = tool.outputOf("create-table", "--table", "main.logs.app");

    assertThat(sql)
        .startsWith("CREATE TABLE main.logs.app (\n  timestamp TIMESTAMP,\n  level STRING,\n")
        .contains("  mdc MAP<STRING,STRING>,\n  key_values MAP<STRING,STRING>,\n")
        .contains("  caller STRING,\n")
        .endsWith(
            "  seq BIGINT\n) USING DELTA;\n\n"
                + "GRANT USE CATALOG ON CATALOG main TO"
                + " `<application id of the service principal>`;\n"
                + "GRANT USE SCHEMA ON SCHEMA main.logs TO"
                + " `<application id of the service principal>`;\n"
                + "GRANT SELECT, MODIFY ON TABLE main.logs.app TO"
                + " `<application id of the service principal>`;\n");
    for (LogSchema.Column column : LogSchema.defaults().columns()) {
      assertThat(sql).contains("\n  " + column.name() + " " + column.deltaType());
    }
  }

  @Test
  void createTable_options_areInTheSql() {
    String sql =
        tool.outputOf(
            "create-table",
            "--table=1main.logs.app",
            "--field=env",
            "--field=tenant=bigint",
            "--field=ctx=struct<a: map<string,int>>",
            "--no-caller",
            "--key-values-type=variant",
            "--principal=a`b-c");

    assertThat(sql)
        .startsWith("CREATE TABLE `1main`.logs.app (")
        .contains("  key_values VARIANT,\n")
        .contains(
            "  seq BIGINT,\n  env STRING,\n  tenant BIGINT,\n  ctx STRUCT<a: MAP<STRING,INT>>\n)")
        .contains("ON CATALOG `1main` TO `a``b-c`;\n")
        .doesNotContain("caller", "<application");
  }

  @Test
  void createTable_forChangedColumns_hasThoseOfTheAppender() {
    String sql =
        tool.outputOf(
            "create-table",
            "--table=main.logs.app",
            "--column=message=msg",
            "--no-column=host",
            "--no-column=markers",
            "--promote=userId:user_id:BIGINT",
            "--promote=tenant",
            "--promote=at::timestamp",
            "--field=env");

    assertThat(sql)
        .contains("\n  msg STRING,\n")
        .contains(
            "  seq BIGINT,\n  env STRING,\n  user_id BIGINT,\n  tenant STRING,\n  at TIMESTAMP\n)")
        .doesNotContain("  message ", "  host ", "  markers ");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--field=a b",
        "--field==STRING",
        "--field=Message",
        "--field=caller",
        "--field=x=",
        "--field=x=strin g>",
        "--field=x=uuid",
        "--field=x=array<array<int>>",
        "--field=x=interval day",
        "--field=env --field=ENV=INT",
        "--column=message",
        "--column=msg=x",
        "--column=message=level",
        "--column=message=a b",
        "--no-column=msg",
        "--promote=",
        "--promote=a:b:c:d",
        "--promote=a:b:INT",
        "--promote=user.id",
        "--promote=level",
        "--promote=a:env --field=env",
        "--key-values-type=json",
        "--principal=",
        "--table=a.b",
        "--table=a.b.c;d",
      })
  void createTable_wrongArgument_isRefused(String arguments) {
    List<String> args = new ArrayList<>(List.of("create-table"));
    if (!arguments.startsWith("--table")) {
      args.add("--table=a.b.c");
    }
    args.addAll(List.of(arguments.split(" (?=--)")));
    assertThat(tool.errorOf(2, args.toArray(String[]::new))).contains(arguments.split("=")[0]);
  }
}
