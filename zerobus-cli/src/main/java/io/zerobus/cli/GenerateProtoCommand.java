// SPDX-License-Identifier: Apache-2.0
package io.zerobus.cli;

import io.zerobus.auth.SecretSource;
import io.zerobus.ingest.Endpoint;
import io.zerobus.ingest.StreamSpec;
import io.zerobus.ingest.TransportOptions;
import io.zerobus.schema.ProtoMapping;
import io.zerobus.schema.ProtoText;
import io.zerobus.schema.TableSchema;
import io.zerobus.schema.UnityCatalogClient;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Writes the message of a table as a {@code .proto} file; flags as those of the official tool. */
@Command(
    name = "generate-proto",
    mixinStandardHelpOptions = true,
    versionProvider = Tool.Version.class,
    sortOptions = false,
    description = "Write the protobuf message of a table as a .proto file.")
final class GenerateProtoCommand implements Callable<Integer> {

  /** What a browser's address bar has behind the host of a workspace. */
  private static final Pattern WORKSPACE_ID = Pattern.compile("(/?[?#].*|/o=.*)$");

  private static final int MAX_SECRET_BYTES = 64 * 1024;
  private static final int MAX_RECORD_BYTES = 8 << 20;

  private final Surroundings surroundings;

  @Option(
      names = "--uc-endpoint",
      paramLabel = "URL",
      description = "URL of the workspace (default: environment DATABRICKS_HOST).")
  private @Nullable String ucEndpoint;

  @Option(
      names = "--client-id",
      paramLabel = "ID",
      description =
          "Application id of the service principal (default: environment DATABRICKS_CLIENT_ID).")
  private @Nullable String clientId;

  @Option(
      names = "--client-secret",
      paramLabel = "SECRET",
      description =
          "Its secret (default: environment DATABRICKS_CLIENT_SECRET, which, unlike an argument,"
              + " no other user of the machine sees).")
  private @Nullable String clientSecret;

  @Option(
      names = "--client-secret-file",
      paramLabel = "FILE",
      description = "A file that holds its secret.")
  private @Nullable Path clientSecretFile;

  @Option(names = "--table", paramLabel = "c.s.t", description = "The table: catalog.schema.table.")
  private @Nullable String table;

  @Option(
      names = "--table-json",
      paramLabel = "FILE",
      description =
          "Read the table's record, in the JSON of Unity Catalog, from this file instead of asking"
              + " the workspace; - is standard input.")
  private @Nullable String tableJson;

  @Option(
      names = "--output",
      paramLabel = "FILE",
      description = "The .proto file to write; - is standard output.")
  private @Nullable String output;

  @Option(
      names = "--proto-msg",
      paramLabel = "NAME",
      description = "Name of the message (default: the last part of the table's name).")
  private @Nullable String protoMsg;

  GenerateProtoCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() {
    String target = required("--output", output);
    TableSchema schema = tableJson == null ? fetch() : fromRecord(tableJson);
    String name = protoMsg == null ? ProtoMapping.defaultMessageName(schema) : protoMsg;
    String text = ProtoText.of(schema, ProtoMapping.descriptor(schema, name));
    if (target.equals("-")) {
      surroundings.print(text);
    } else {
      OutputFile.write(Path.of(target), text);
    }
    return 0;
  }

  private TableSchema fetch() {
    String tableName = required("--table", table);
    if (!StreamSpec.isTableName(tableName)) {
      throw ToolException.usage(
          "--table '"
              + tableName
              + "': give catalog.schema.table, each of ASCII letters, digits and underscores");
    }
    return UnityCatalogClient.fetch(
        workspace(required("--uc-endpoint", ucEndpoint, "DATABRICKS_HOST")),
        required("--client-id", clientId, "DATABRICKS_CLIENT_ID"),
        secret(),
        tableName,
        TransportOptions.builder().applicationName("zerobus-cli").build());
  }

  private static Endpoint workspace(String url) {
    Endpoint workspace;
    try {
      workspace = Endpoint.parse(WORKSPACE_ID.matcher(url.trim()).replaceFirst(""));
    } catch (IllegalArgumentException e) {
      throw ToolException.usage("--uc-endpoint: " + e.getMessage());
    }
    if (workspace.isPlaintext() && !workspace.isLoopback()) {
      throw ToolException.usage(
          "--uc-endpoint "
              + workspace
              + ": http:// would send the secret unencrypted to another machine; use https://");
    }
    return workspace;
  }

  /** A file wins over the environment, as an argument does. */
  private SecretSource secret() {
    Path file = clientSecretFile;
    if (file == null) {
      String secret = required("--client-secret", clientSecret, "DATABRICKS_CLIENT_SECRET");
      return () -> secret;
    }
    if (clientSecret != null) {
      throw ToolException.usage("give --client-secret or --client-secret-file, not both");
    }
    String secret = read(file, MAX_SECRET_BYTES).trim();
    if (secret.isEmpty()) {
      throw new ToolException("file " + file + " is empty");
    }
    return () -> secret;
  }

  private TableSchema fromRecord(String source) {
    TableSchema schema =
        TableSchema.parse(
            source.equals("-") ? readInput() : read(Path.of(source), MAX_RECORD_BYTES));
    if (table != null && !table.equalsIgnoreCase(schema.fullName())) {
      throw new ToolException(
          "the record is of table " + schema.fullName() + ", and not of " + table);
    }
    return schema;
  }

  private String readInput() {
    try {
      byte[] bytes = surroundings.in().readNBytes(MAX_RECORD_BYTES + 1);
      if (bytes.length > MAX_RECORD_BYTES) {
        throw new ToolException("standard input is larger than " + MAX_RECORD_BYTES + " bytes");
      }
      return new String(bytes, StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new ToolException("standard input cannot be read: " + e.getMessage());
    }
  }

  private static String read(Path file, int maxBytes) {
    try {
      if (Files.size(file) > maxBytes) {
        throw new ToolException("file " + file + " is larger than " + maxBytes + " bytes");
      }
      return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
    } catch (NoSuchFileException e) {
      throw new ToolException("file " + file + " is not there");
    } catch (IOException e) {
      throw new ToolException("file " + file + " cannot be read: " + e);
    }
  }

  private String required(String option, @Nullable String argument, String variable) {
    String value = argument != null ? argument : surroundings.variable(variable);
    if (value == null || value.isBlank()) {
      throw ToolException.usage(option + " is missing, and " + variable + " is not set");
    }
    return value;
  }

  private static String required(String option, @Nullable String value) {
    if (value == null || value.isBlank()) {
      throw ToolException.usage(option + " is missing");
    }
    return value;
  }
}
