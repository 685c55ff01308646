// SPDX-License-Identifier: Apache-2.0
package io.zerobus.log;

import io.zerobus.auth.Cancellation;
import io.zerobus.ingest.Failure;
import io.zerobus.ingest.HeadersSource;
import io.zerobus.schema.SchemaException;
import io.zerobus.schema.TableSchema;
import java.io.File;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Goes the way from the settings to the table once, step by step, and says in lines how far it
 * comes. Nothing is written to the table.
 *
 * <p>Blocks: for a minute and a half at most, when nothing answers. Not thread-safe.
 */
public final class Doctor {

  private static final long TOKEN_SECONDS = 30;

  private static final String OK = "OK";
  private static final String FAILED = "FAILED";
  private static final String SKIPPED = "SKIPPED";

  private final Consumer<String> out;
  private boolean healthy = true;

  private Doctor(Consumer<String> out) {
    this.out = out;
  }

  /**
   * Lists the settings of an agent with this file, secrets as {@code ***}, and checks them, the
   * token, the table, its columns and the stream, in this order; what cannot be checked after a
   * failure is said to be skipped.
   *
   * @param file the configuration file; null when there is none
   * @param environment variables of the environment
   * @param out takes the lines
   * @return whether all is well
   */
  public static boolean examine(
      @Nullable File file, Map<String, String> environment, Consumer<String> out) {
    Doctor doctor = new Doctor(out);
    doctor.run(doctor.settings(file, environment));
    return doctor.healthy;
  }

  private void run(@Nullable AppenderSettings settings) {
    if (settings == null) {
      skip("token", "table", "columns", "stream");
      return;
    }
    try (HeadersSource headers = ShipperHeaders.create(settings)) {
      if (!hasToken(settings, headers)) {
        skip("table", "columns", "stream");
        return;
      }
      TableSchema table = table(settings);
      if (settings.headersProvider() != null) {
        line(SKIPPED, "columns", "they are the workspace's to tell");
      } else if (table == null) {
        skip("columns");
      } else {
        compare(settings, table);
      }
      roundTrip(settings, headers);
    }
  }

  private @Nullable AppenderSettings settings(
      @Nullable File file, Map<String, String> environment) {
    out.accept("configuration file: " + (file == null ? "none" : file.getAbsolutePath()));
    try {
      return settings(
          AppenderSettings.builder().ofAgent(ConfigFile.read(file)).environment(environment));
    } catch (IOException e) {
      fail("settings", messageOf(e));
      return null;
    }
  }

  private @Nullable AppenderSettings settings(AppenderSettings.Builder builder) {
    try {
      for (GivenSettings.Entry entry : builder.given().entries()) {
        out.accept(
            String.format(
                Locale.ROOT, "%-32s %-36s %s", entry.name(), entry.shown(), entry.source()));
      }
      out.accept("");
      boolean enabled = builder.isEnabled();
      AppenderSettings settings = builder.build();
      CaptureSettings unused = builder.buildCapture();
      ok("settings", enabled ? "valid" : "valid; enabled=false, so that nothing is shipped");
      settings.warnings().forEach(warning -> line("", "", warning));
      return settings;
    } catch (WrongSettingException e) {
      fail("settings", String.valueOf(e.getMessage()));
      return null;
    }
  }

  private boolean hasToken(AppenderSettings settings, HeadersSource headers) {
    String from =
        settings.headersProvider() == null
            ? "obtained from " + settings.workspaceUrl()
            : "headers obtained from " + settings.headersProviderClass();
    try {
      headers.headers().toCompletableFuture().get(TOKEN_SECONDS, TimeUnit.SECONDS);
      ok("token", from);
      return true;
    } catch (ExecutionException e) {
      fail("token", messageOf(e.getCause()));
    } catch (TimeoutException e) {
      fail("token", "not " + from + " within " + TOKEN_SECONDS + " s; check the way there");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      fail("token", "interrupted");
    }
    return false;
  }

  private @Nullable TableSchema table(AppenderSettings settings) {
    TableLookup lookup = TableLookup.of(settings);
    if (lookup == null) {
      line(SKIPPED, "table", "the workspace is asked with OAuth only, not with a headersProvider");
      return null;
    }
    try {
      TableSchema table = lookup.fetch(new Cancellation());
      ok("table", settings.tableName() + " found in Unity Catalog");
      return table;
    } catch (SchemaException e) {
      fail("table", messageOf(e));
      return null;
    }
  }

  private void compare(AppenderSettings settings, TableSchema table) {
    List<LogSchema.Column> written = settings.writtenColumns();
    Set<String> names = new HashSet<>();
    written.forEach(column -> names.add(column.name()));
    List<ColumnDifference> differences =
        ColumnDifference.between(written, table, settings.tableName());
    differences.addAll(ColumnDifference.required(names, table, settings.tableName()));
    if (differences.isEmpty()) {
      ok("columns", "all " + written.size() + " are there, with their types");
    }
    for (ColumnDifference difference : differences) {
      fail("columns", difference.asFinding());
    }
  }

  private void roundTrip(AppenderSettings settings, HeadersSource headers) {
    StreamTrial trial = new StreamTrial();
    try {
      Failure failure = trial.run(settings, headers);
      if (failure == null) {
        ok(
            "stream",
            trial.streamId()
                + " opened at "
                + settings.serverEndpoint()
                + " and closed; no record was written");
      } else {
        fail(
            "stream",
            settings.serverEndpoint() + ": " + failure + StreamTrial.remedy(failure, settings));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      fail("stream", "interrupted");
    }
  }

  private static String messageOf(@Nullable Throwable error) {
    if (error == null) {
      return "unknown";
    }
    String message = error.getMessage();
    return message == null ? error.toString() : message;
  }

  private void ok(String what, String text) {
    line(OK, what, text);
  }

  private void fail(String what, String text) {
    healthy = false;
    line(FAILED, what, text);
  }

  private void skip(String... checks) {
    for (String check : checks) {
      line(SKIPPED, check, "after the failure above");
    }
  }

  private void line(String verdict, String what, String text) {
    out.accept(
        String.format(
            Locale.ROOT, "%-8s%-10s%s", verdict, what, text.replaceAll("\\p{Cntrl}+", " ")));
  }
}
