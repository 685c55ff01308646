// SPDX-License-Identifier: Apache-2.0
package io.zerobus.interop.spark;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.util.RawValue;
import java.io.BufferedReader;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.file.Path;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * Answers Spark SQL: each line of standard input is a statement, each line of standard output its
 * answer, {@code {"schema":…,"rows":[…]}} or {@code {"error":…}}. Ends with its input. A Delta
 * table is named by its folder: {@code delta.`/folder`}.
 */
public final class SqlLoop {

  private static final ObjectMapper JSON = new ObjectMapper();

  private SqlLoop() {}

  /** Takes one argument: a folder for Spark's own files. */
  public static void main(String[] args) throws IOException {
    // Whatever a library prints goes to standard error.
    PrintStream answers = new PrintStream(new FileOutputStream(FileDescriptor.out), true, UTF_8);
    System.setOut(System.err);
    try (SparkSession spark = start(Path.of(args[0]));
        BufferedReader statements = new BufferedReader(new InputStreamReader(System.in, UTF_8))) {
      String statement;
      while ((statement = statements.readLine()) != null) {
        answers.println(answer(spark, statement));
      }
    }
  }

  private static SparkSession start(Path folder) {
    return SparkSession.builder()
        .master("local[1]")
        .config("spark.driver.host", "127.0.0.1")
        .config("spark.driver.bindAddress", "127.0.0.1")
        .config("spark.ui.enabled", false)
        .config("spark.log.level", "WARN")
        .config("spark.local.dir", folder.toString())
        .config("spark.sql.warehouse.dir", folder.resolve("warehouse").toUri().toString())
        .config("spark.sql.extensions", "io.delta.sql.DeltaSparkSessionExtension")
        .config(
            "spark.sql.catalog.spark_catalog", "org.apache.spark.sql.delta.catalog.DeltaCatalog")
        .config("spark.sql.session.timeZone", "UTC")
        .config("spark.sql.jsonGenerator.ignoreNullFields", false)
        .config("spark.sql.shuffle.partitions", 1)
        .config("spark.databricks.delta.snapshotPartitions", 1)
        .getOrCreate();
  }

  private static ObjectNode answer(SparkSession spark, String statement) throws IOException {
    ObjectNode answer = JSON.createObjectNode();
    try {
      Dataset<Row> result = spark.sql(statement);
      answer.set("schema", JSON.readTree(result.schema().json()));
      ArrayNode rows = answer.putArray("rows");
      for (String row : result.toJSON().collectAsList()) {
        rows.addRawValue(new RawValue(row)); // Read again, decimals would lose digits.
      }
      return answer;
    } catch (Exception e) { // Scala throws checked ones without saying so.
      return JSON.createObjectNode().put("error", e.toString());
    }
  }
}
